// Customers' address books. One address is the default for shipping and one for billing, as soon as there is any.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { defined } from '../../shared/objects.ts'
import { assertCustomer, lockCustomer, requireCustomer } from '../customers/index.ts'
import * as queries from './queries.ts'
import { addressIssues, isVerifiable, normalised } from './rules/address.ts'
import { heirOf } from './rules/book.ts'
import type { Address, StaffAddressInput, StaffAddressPatch } from './schema.ts'

const MAX_ADDRESSES = 50

/** Whose book is meant: that of the shopper who asks, or of the customer whom staff name. */
export type Owner = { customerId: string } | 'shopper'

export async function listAddresses(ctx: Ctx, owner: Owner): Promise<{ data: Address[] }> {
  return inRead(ctx, async (ctx) => {
    const customerId = owner === 'shopper' ? (await requireCustomer(ctx)).id : owner.customerId
    const [data] = await Promise.all([
      queries.listAddresses(ctx.tx, ctx.tenantId, customerId),
      assertCustomer(ctx, customerId),
    ])
    return { data }
  })
}

export async function getAddress(ctx: Ctx, owner: Owner, id: string): Promise<Address> {
  return addressIn((await listAddresses(ctx, owner)).data, id)
}

/** Adds to the book. Throws `address_book_full`. */
export async function createAddress(ctx: Ctx, owner: Owner, input: StaffAddressInput): Promise<Address> {
  return inTx(ctx, async (ctx) => {
    const { customerId, book } = await lockBook(ctx, owner)
    if (book.length >= MAX_ADDRESSES)
      throw new DomainError('address_book_full', `A customer has at most ${MAX_ADDRESSES} addresses.`)
    const at = ctx.now.toISOString()
    const isFirst = book.length === 0
    const address: Address = {
      ...input,
      id: uuidv7(),
      verified: input.verified ?? isVerifiable(input.country),
      is_default_shipping: isFirst || input.is_default_shipping === true,
      is_default_billing: isFirst || input.is_default_billing === true,
      created_at: at,
      updated_at: at,
    }
    withCommit(queries.putAddress(ctx.tx, ctx.tenantId, customerId, address))
    return address
  })
}

/** Changes what `patch` mentions; the whole is held against the rules of its country. */
export async function updateAddress(
  ctx: Ctx,
  owner: Owner,
  id: string,
  patch: StaffAddressPatch,
): Promise<Address> {
  return inTx(ctx, async (ctx) => {
    const { customerId, book } = await lockBook(ctx, owner)
    const before = addressIn(book, id)
    const after = normalised({ ...before, ...defined(patch), updated_at: ctx.now.toISOString() })
    const issues = addressIssues(after)
    if (issues.length > 0)
      throw new DomainError('invalid_input', 'The address does not fit its country.', { issues })
    const moved = (['line1', 'city', 'state', 'postal_code', 'country'] as const).some(
      (field) => after[field] !== before[field],
    )
    if (moved && patch.verified === undefined) after.verified = isVerifiable(after.country)
    withCommit(queries.putAddress(ctx.tx, ctx.tenantId, customerId, after))
    return after
  })
}

/** Takes an address out of the book; the oldest of the others becomes the default where it was. */
export async function deleteAddress(
  ctx: Ctx,
  owner: Owner,
  id: string,
): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const { customerId, book } = await lockBook(ctx, owner)
    const address = addressIn(book, id)
    withCommit(queries.deleteAddress(ctx.tx, ctx.tenantId, address.id))
    const heir = heirOf(book, address)
    if (heir !== undefined) withCommit(queries.putAddress(ctx.tx, ctx.tenantId, customerId, heir))
    return { id: address.id, deleted: true }
  })
}

/** The book, locked against other writers. */
async function lockBook(ctx: TxCtx, owner: Owner): Promise<{ customerId: string; book: Address[] }> {
  const customerId = owner === 'shopper' ? (await requireCustomer(ctx)).id : owner.customerId
  const [, book] = await Promise.all([
    lockCustomer(ctx, customerId),
    queries.listAddresses(ctx.tx, ctx.tenantId, customerId),
  ])
  return { customerId, book }
}

function addressIn(book: readonly Address[], id: string): Address {
  const address = book.find((address) => address.id === id.toLowerCase())
  if (address === undefined) throw new DomainError('not_found', `There is no address ${id}.`)
  return address
}
