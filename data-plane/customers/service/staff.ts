// What staff do with customers.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { customerCreated, customerDeleted, customerInvited, customerUpdated } from '../events.ts'
import { deleteLinks, endSessions } from '../queries/accounts.ts'
import * as queries from '../queries/customers.ts'
import { existingGroups } from '../queries/groups.ts'
import { claimOrders } from '../queries/orders.ts'
import { endOf, termOf } from '../rules/terms.ts'
import type { Customer, CustomerFilter, CustomerInput, CustomerPatch } from '../schema.ts'
import { assertPreferences, consent, saveCustomer } from './save.ts'
import { lockCustomer } from './session.ts'
import { newCustomer, noCustomer, toCustomer } from './shapes.ts'

/** Adds a customer without a password; orders that were placed with the e-mail address are theirs. Throws `email_taken`. */
export async function createCustomer(ctx: Ctx, input: CustomerInput): Promise<Customer> {
  return inTx(ctx, async (ctx) => {
    const { tags, customer_group_ids, accepts_marketing, email, send_invitation, ...fields } = input
    await Promise.all([assertPreferences(ctx, fields), assertGroups(ctx, customer_group_ids)])
    const id = uuidv7()
    const said = consent(ctx, accepts_marketing, false, 'staff')
    const given = { id, email, status: 'invited' as const, ...defined(fields), ...said }
    await saveCustomer(ctx, newCustomer(given, ctx.now.toISOString()))
    await Promise.all([
      saveLists(ctx, id, { tags, customer_group_ids }),
      claimOrders(ctx.tx, ctx.tenantId, id, email),
    ])
    emit(ctx, customerCreated, { customer_id: id })
    if (send_invitation) emit(ctx, customerInvited, { customer_id: id })
    return getCustomer(ctx, id)
  })
}

/**
 * Changes what `patch` mentions. Who is disabled is signed out; a new e-mail address is unverified, and links that
 * were sent to the old one are void. Throws `not_found` or `email_taken`.
 */
export async function updateCustomer(ctx: Ctx, id: string, patch: CustomerPatch): Promise<Customer> {
  return inTx(ctx, async (ctx) => {
    const { tags, customer_group_ids, accepts_marketing, status, ...fields } = patch
    const [{ password_hash }, before] = await Promise.all([
      lockCustomer(ctx, id),
      queries.findCustomer(ctx.tx, ctx.tenantId, id),
      assertPreferences(ctx, fields),
      assertGroups(ctx, customer_group_ids),
    ])
    if (before === undefined) throw noCustomer(id)
    const isMoved = fields.email !== undefined && fields.email !== before.email
    await saveCustomer(ctx, {
      ...before,
      ...defined(fields),
      ...consent(ctx, accepts_marketing, before.accepts_marketing, 'staff'),
      ...(status === undefined
        ? {}
        : { status: status === 'active' && password_hash === null ? 'invited' : status }),
      ...(isMoved ? { email_verified_at: null } : {}),
      updated_at: ctx.now.toISOString(),
    })
    await saveLists(ctx, id, { tags, customer_group_ids })
    if (isMoved) withCommit(deleteLinks(ctx.tx, ctx.tenantId, id))
    if (status === 'disabled') withCommit(endSessions(ctx.tx, ctx.tenantId, id, null))
    emit(ctx, customerUpdated, { customer_id: id })
    return getCustomer(ctx, id)
  })
}

/** Deletes a customer. Of one whose orders are kept, everything goes that tells who it was. */
export async function deleteCustomer(
  ctx: Ctx,
  id: string,
): Promise<{ id: string; deleted: true; anonymised: boolean }> {
  return inTx(ctx, async (ctx) => {
    const [, anonymised] = await Promise.all([
      lockCustomer(ctx, id),
      queries.hasOrders(ctx.tx, ctx.tenantId, id),
    ])
    withCommit(
      anonymised
        ? queries.anonymise(ctx.tx, ctx.tenantId, id, ctx.now.toISOString())
        : queries.deleteCustomer(ctx.tx, ctx.tenantId, id),
    )
    emit(ctx, customerDeleted, { customer_id: id })
    return { id, deleted: true, anonymised }
  })
}

/** Mails a link by which the customer chooses a password. Throws `account_exists` when they have one. */
export async function inviteCustomer(ctx: Ctx, id: string): Promise<{ accepted: true }> {
  return inTx(ctx, async (ctx) => {
    const { password_hash } = await lockCustomer(ctx, id)
    if (password_hash !== null)
      throw new DomainError('account_exists', 'This customer has a password already.')
    emit(ctx, customerInvited, { customer_id: id })
    return { accepted: true }
  })
}

export async function getCustomer(ctx: Ctx, id: string): Promise<Customer> {
  const row = await inRead(ctx, (ctx) => queries.findCustomer(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noCustomer(id)
  return toCustomer(row)
}

/** Newest first. */
export async function listCustomers(ctx: Ctx, { limit, cursor, term, ...filter }: CustomerFilter) {
  const prefix = term === undefined ? undefined : termOf(term)
  const rows = await inRead(ctx, (ctx) =>
    queries.listCustomers(ctx.tx, ctx.tenantId, {
      ...filter,
      limit: limit + 1,
      before: readCursor(cursor),
      ...(prefix === undefined ? {} : { term: prefix, termEnd: endOf(prefix) }),
    }),
  )
  return { data: rows.slice(0, limit).map(toCustomer), next_cursor: cursorOf(rows, limit) }
}

type Lists = { tags: readonly string[] | undefined; customer_group_ids: readonly string[] | undefined }

async function saveLists(ctx: TxCtx, id: string, { tags, customer_group_ids: groups }: Lists): Promise<void> {
  await Promise.all([
    tags && queries.replaceTags(ctx.tx, ctx.tenantId, id, [...new Set(tags)]),
    groups && queries.replaceGroups(ctx.tx, ctx.tenantId, id, [...new Set(groups)]),
  ])
}

async function assertGroups(ctx: TxCtx, ids: readonly string[] | undefined): Promise<void> {
  if (ids === undefined || ids.length === 0) return
  const known = await existingGroups(ctx.tx, ctx.tenantId, ids)
  const unknown = ids.findIndex((id) => !known.has(id.toLowerCase()))
  if (unknown !== -1)
    throw fieldError(`customer_group_ids.${unknown}`, 'There is no such customer group.', 'not_found')
}
