import { Select } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { Empty } from '../../../parts/data-table.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useAction } from '../../../parts/use-action.ts'
import { type Customer, nameOf, useRefreshCustomers } from './customer-data.ts'
import { CustomerTable } from './customers.tsx'
import { GroupFields } from './groups.tsx'
import { useText } from './text.ts'

type Group = Admin['CustomerGroup']

export default function CustomerGroup() {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const { groupId = '' } = useParams({ strict: false }) as { groupId?: string }
  const path = { customer_group_id: groupId }
  const { data: group } = useSuspenseQuery({
    queryKey: [id, 'customer-groups', 'one', groupId],
    queryFn: () => dataOf(admin.GET('/admin/v1/customer-groups/{customer_group_id}', { params: { path } })),
  })
  const members = useList<Customer>([id, 'customer-groups', 'members', groupId], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/customer-groups/{customer_group_id}/members', {
        params: { path, query: { limit: 50, cursor } },
      }),
    ),
  )
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${slug}/customer-groups`, label: t('groups.title') }}
        title={group.name}
        text={group.code}
      >
        {can('customers:write') && <Actions group={group} />}
      </PageHeader>
      {can('customers:write') && <AddMember group={group} />}
      <CustomerTable list={members} empty={<Empty text={t('members.none')} />} />
    </>
  )
}

function Actions({ group }: { group: Group }) {
  const t = useText()
  const common = useCommon()
  const { slug, admin } = useStore()
  const navigate = useNavigate()
  const refresh = useRefreshCustomers()
  const params = { path: { customer_group_id: group.id } }
  const form = useForm({ initialValues: { name: group.name, code: group.code } })
  const save = async (body: Admin['CustomerGroupPatch']) => {
    await dataOf(admin.PATCH('/admin/v1/customer-groups/{customer_group_id}', { params, body }))
    await refresh()
  }
  const remove = async () => {
    await dataOf(admin.DELETE('/admin/v1/customer-groups/{customer_group_id}', { params }))
    await navigate({ to: `/stores/${slug}/customer-groups` })
    await refresh()
  }
  return (
    <>
      <FormDialog
        label={common('edit')}
        title={common('edit')}
        form={form}
        onSave={save}
        onOpen={() => !form.isDirty() && form.setValues({ name: group.name, code: group.code })}
      >
        <GroupFields form={form} />
      </FormDialog>
      <ConfirmButton label={common('delete')} title={t('groups.delete')} onConfirm={remove}>
        {t('groups.deleteText')}
      </ConfirmButton>
    </>
  )
}

/** Finds a customer and puts them into the group; they are taken out on their own page. */
function AddMember({ group }: { group: Group }) {
  const t = useText()
  const { id, admin } = useStore()
  const refresh = useRefreshCustomers()
  const { busy, run } = useAction()
  const [typed, setTyped] = useState('')
  const [term] = useDebouncedValue(typed.trim(), 250)
  const { data } = useQuery({
    queryKey: [id, 'customers', 'picker', term],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/customers', { params: { query: { limit: 20, ...(term !== '' && { term }) } } }),
      ),
    placeholderData: keepPreviousData,
  })
  const found = (data?.data ?? [])
    .filter(({ groups }) => groups.every(({ id }) => id !== group.id))
    .map((customer) => ({ value: customer.id, label: `${nameOf(customer)} · ${customer.email}` }))
  const params = { path: { customer_group_id: group.id } }
  const add = async (customerId: string) => {
    const body = { customer_ids: [customerId] }
    await dataOf(admin.POST('/admin/v1/customer-groups/{customer_group_id}/members', { params, body }))
    await refresh()
    tell(t('members.added'), { label: t('members.undo'), run: () => run('undo', () => remove(customerId)) })
  }
  const remove = async (customerId: string) => {
    await dataOf(
      admin.DELETE('/admin/v1/customer-groups/{customer_group_id}/members/{customer_id}', {
        params: { path: { customer_group_id: group.id, customer_id: customerId } },
      }),
    )
    await refresh()
  }
  return (
    <Select
      label={t('members.add')}
      placeholder={t('search')}
      searchable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      disabled={busy !== null}
      onChange={(value) => value !== null && run('add', () => add(value))}
      filter={({ options }) => options}
      data={found.length === 0 ? [{ value: '', label: t('noneFound'), disabled: true }] : found}
      maw={420}
      mb="md"
    />
  )
}
