// From rows to what is shown.
import { DomainError } from '../../../shared/errors.ts'
import type { CustomerFields, CustomerRow } from '../queries/customers.ts'
import type { Customer, StoreCustomer } from '../schema.ts'

export const noCustomer = (id: string) => new DomainError('not_found', `There is no customer ${id}.`)

export function toCustomer({ email_verified_at, spending, ...row }: CustomerRow): Customer {
  return {
    ...row,
    email_verified: email_verified_at !== null,
    order_count: spending.reduce((sum, { order_count }) => sum + order_count, 0),
    total_spent: spending.map(({ amount, currency }) => ({ amount, currency })),
  }
}

export function toStoreCustomer({
  id,
  email,
  email_verified,
  first_name,
  last_name,
  phone,
  locale,
  accepts_marketing,
  preferences,
  created_at,
  updated_at,
}: StoreCustomer): StoreCustomer {
  return {
    id,
    email,
    email_verified,
    first_name,
    last_name,
    phone,
    locale,
    accepts_marketing,
    preferences,
    created_at,
    updated_at,
  }
}

/** A new customer of whom only what `given` says is known. */
export function newCustomer(
  given: Pick<CustomerFields, 'id' | 'email' | 'status'> & Partial<CustomerFields>,
  at: string,
): CustomerFields {
  return {
    email_verified_at: null,
    first_name: '',
    last_name: '',
    phone: '',
    locale: '',
    accepts_marketing: false,
    accepts_marketing_at: null,
    accepts_marketing_source: null,
    note: '',
    metadata: {},
    preferences: {},
    created_at: at,
    updated_at: at,
    ...given,
  }
}
