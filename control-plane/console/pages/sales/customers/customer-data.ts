import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { type Store, useStore } from '../../../api/session.ts'

export type Customer = Admin['Customer']

export const customerQuery = ({ id, admin }: Store, customerId: string) =>
  queryOptions({
    queryKey: [id, 'customer', customerId],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/customers/{customer_id}', { params: { path: { customer_id: customerId } } }),
      ),
  })

/** Reads anew whatever shows customers. */
export function useRefreshCustomers(): () => Promise<void> {
  const { id } = useStore()
  const client = useQueryClient()
  return async () => {
    const keys = ['customer', 'customers', 'customer-by-email', 'customer-groups']
    await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [id, key] })))
  }
}

/** The groups that customers can be in. */
export function useGroups(): readonly Admin['CustomerGroup'][] {
  const { id, admin } = useStore()
  return (
    useQuery({
      queryKey: [id, 'customer-groups', 'all'],
      queryFn: () => dataOf(admin.GET('/admin/v1/customer-groups', { params: { query: { limit: 100 } } })),
    }).data?.data ?? []
  )
}

/** What a customer is called: by name, else by e-mail address. */
export const nameOf = ({ first_name, last_name, email }: Customer): string =>
  [first_name, last_name].filter(Boolean).join(' ') || email
