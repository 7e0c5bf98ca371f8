// Lists of orders that staff keep for themselves or for all.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { defined } from '../../../shared/objects.ts'
import * as queries from '../queries/views.ts'
import type { OrderView, OrderViewInput, OrderViewPatch } from '../schema.ts'

const MAX_VIEWS = 500

/** Those that are shared and one's own, the oldest first. */
export async function listViews(ctx: Ctx): Promise<{ data: OrderView[] }> {
  const rows = await inRead(ctx, (ctx) => queries.listViews(ctx.tx, ctx.tenantId))
  return { data: rows.filter((row) => isVisible(ctx, row)).map((row) => toView(ctx, row)) }
}

export async function getView(ctx: Ctx, id: string): Promise<OrderView> {
  const row = await inRead(ctx, (ctx) => queries.findView(ctx.tx, ctx.tenantId, id))
  return toView(ctx, visible(ctx, row, id))
}

/** Throws `too_many_order_views`. */
export async function createView(ctx: Ctx, input: OrderViewInput): Promise<OrderView> {
  const { kind: owner_kind, id: owner_id } = ctx.principal
  const at = ctx.now.toISOString()
  const row = { id: uuidv7(), ...input, owner_kind, owner_id, created_at: at, updated_at: at }
  return inTx(ctx, async (ctx) => {
    if (!(await queries.insertView(ctx.tx, ctx.tenantId, row, MAX_VIEWS)))
      throw new DomainError('too_many_order_views', `A store may have at most ${MAX_VIEWS} saved views.`)
    return toView(ctx, row)
  })
}

/** Changes what `patch` mentions. A view that is shared is changed by all who may. Throws `not_found`. */
export async function updateView(ctx: Ctx, id: string, patch: OrderViewPatch): Promise<OrderView> {
  return inTx(ctx, async (ctx) => {
    const row = { ...(await lockView(ctx, id)), ...defined(patch), updated_at: ctx.now.toISOString() }
    withCommit(queries.updateView(ctx.tx, ctx.tenantId, row))
    return toView(ctx, row)
  })
}

export async function deleteView(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    await lockView(ctx, id)
    withCommit(queries.deleteView(ctx.tx, ctx.tenantId, id))
    return { id, deleted: true }
  })
}

const lockView = async (ctx: TxCtx, id: string): Promise<queries.ViewRow> =>
  visible(ctx, await queries.lockView(ctx.tx, ctx.tenantId, id), id)

const isOwn = ({ principal }: Ctx, row: queries.ViewRow): boolean =>
  row.owner_kind === principal.kind && row.owner_id === principal.id
const isVisible = (ctx: Ctx, row: queries.ViewRow): boolean => row.shared || isOwn(ctx, row)

function visible(ctx: Ctx, row: queries.ViewRow | undefined, id: string): queries.ViewRow {
  if (row === undefined || !isVisible(ctx, row))
    throw new DomainError('not_found', `There is no saved view ${id}.`)
  return row
}

const toView = (ctx: Ctx, row: queries.ViewRow): OrderView => {
  const { owner_kind: _, owner_id: __, ...view } = row
  return { ...view, own: isOwn(ctx, row) }
}
