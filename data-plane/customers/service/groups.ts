// Groups of customers, such as those who buy wholesale.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { customerUpdated } from '../events.ts'
import * as queries from '../queries/groups.ts'
import type { CustomerGroup } from '../schema.ts'
import { listCustomers } from './staff.ts'

type Page = { limit: number; cursor?: string | undefined }

export async function listGroups(ctx: Ctx, { limit, cursor, code }: Page & { code?: string | undefined }) {
  const listing = { limit: limit + 1, before: readCursor(cursor), code }
  const rows = await inRead(ctx, (ctx) => queries.listGroups(ctx.tx, ctx.tenantId, listing))
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export async function getGroup(ctx: Ctx, id: string): Promise<CustomerGroup> {
  const group = await inRead(ctx, (ctx) => queries.findGroup(ctx.tx, ctx.tenantId, id))
  if (group === undefined) throw noGroup(id)
  return group
}

/** Throws `customer_group_code_taken`. */
export async function createGroup(ctx: Ctx, input: { code: string; name: string }): Promise<CustomerGroup> {
  const at = ctx.now.toISOString()
  return saveGroup(ctx, { id: uuidv7(), ...input, created_at: at, updated_at: at })
}

export async function updateGroup(
  ctx: Ctx,
  id: string,
  patch: { code?: string | undefined; name?: string | undefined },
): Promise<CustomerGroup> {
  return inTx(ctx, async (ctx) => {
    const group = await queries.findGroup(ctx.tx, ctx.tenantId, id, true)
    if (group === undefined) throw noGroup(id)
    return saveGroup(ctx, { ...group, ...defined(patch), updated_at: ctx.now.toISOString() })
  })
}

async function saveGroup(ctx: Ctx, group: CustomerGroup): Promise<CustomerGroup> {
  await onViolation(
    {
      customer_groups_code_key: () =>
        fieldError('code', 'Another customer group has this code.', 'customer_group_code_taken'),
    },
    () => inTx(ctx, (ctx) => queries.putGroup(ctx.tx, ctx.tenantId, group)),
  )
  return group
}

/** Deletes a group; its members stay customers. */
export async function deleteGroup(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    if (!(await queries.deleteGroup(ctx.tx, ctx.tenantId, id))) throw noGroup(id)
    return { id, deleted: true }
  })
}

export async function listMembers(ctx: Ctx, id: string, page: Page) {
  return inRead(ctx, async (ctx) => {
    const [members] = await Promise.all([
      listCustomers(ctx, { ...page, customer_group_id: id }),
      getGroup(ctx, id),
    ])
    return members
  })
}

/** Adds customers to a group, who may be in it already; all or none. */
export async function addMembers(
  ctx: Ctx,
  id: string,
  customerIds: readonly string[],
): Promise<{ done: true }> {
  return inTx(ctx, async (ctx) => {
    const [known, groups] = await Promise.all([
      queries.existingCustomers(ctx.tx, ctx.tenantId, customerIds),
      queries.existingGroups(ctx.tx, ctx.tenantId, [id]),
    ])
    if (groups.size === 0) throw noGroup(id)
    const unknown = customerIds.findIndex((customerId) => !known.has(customerId.toLowerCase()))
    if (unknown !== -1) throw fieldError(`customer_ids.${unknown}`, 'There is no such customer.', 'not_found')
    await queries.addMembers(ctx.tx, ctx.tenantId, id, customerIds)
    for (const customer_id of known) emit(ctx, customerUpdated, { customer_id })
    return { done: true }
  })
}

export async function removeMember(
  ctx: Ctx,
  id: string,
  customerId: string,
): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    if (!(await queries.removeMember(ctx.tx, ctx.tenantId, id, customerId)))
      throw new DomainError('not_found', `Customer ${customerId} is not in group ${id}.`)
    emit(ctx, customerUpdated, { customer_id: customerId })
    return { id: customerId, deleted: true }
  })
}

const noGroup = (id: string) => new DomainError('not_found', `There is no customer group ${id}.`)
