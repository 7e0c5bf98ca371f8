// What happened to orders, and what staff say of it.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import * as queries from '../queries/timeline.ts'
import type { ListQuery, TimelineEntry } from '../schema.ts'
import { lockOrder } from './orders.ts'
import { noOrder } from './show.ts'

const COMMENT = 'comment.added'

/**
 * Notes for staff what happened to an order, together with the commit. @param kind `noun.past_verb`
 * @param data what there is to say of it; ids, amounts in minor units, texts
 */
export function addToTimeline(ctx: TxCtx, orderId: string, kind: string, data: object = {}): void {
  add(ctx, orderId, kind, data)
}

function add(ctx: TxCtx, orderId: string, kind: string, data: object): TimelineEntry {
  const { kind: actorKind, id: actorId, label: actorLabel = null } = ctx.principal
  const entry = {
    id: uuidv7(),
    orderId,
    kind,
    actorKind,
    actorId,
    actorLabel,
    data,
    at: ctx.now.toISOString(),
  }
  withCommit(queries.insertTimelineEntry(ctx.tx, ctx.tenantId, entry))
  const actor = { actor_kind: actorKind, actor_id: actorId, actor_label: actorLabel }
  return toEntry({ ...entry, ...actor, data: { ...data } })
}

/** Newest first. The last entry of all is the placing of the order, which is not stored. */
export async function listTimeline(ctx: Ctx, orderId: string, { limit, cursor }: ListQuery) {
  const before = readCursor(cursor)
  const [placed, rows] = await inRead(ctx, ({ tx, tenantId }) =>
    Promise.all([
      queries.findPlaced(tx, tenantId, orderId),
      queries.readTimeline(tx, tenantId, orderId, { limit: limit + 1, before }),
    ]),
  )
  if (placed === undefined) throw noOrder(orderId)
  const entries = rows.map(toEntry)
  // The order's own id is older than those of its entries.
  if (rows.length <= limit && (before === undefined || before > orderId))
    entries.push(placedEntry(orderId, placed))
  return { data: entries.slice(0, limit), next_cursor: cursorOf(entries, limit) }
}

type Placed = NonNullable<Awaited<ReturnType<typeof queries.findPlaced>>>
const placedEntry = (id: string, { at, number, total, currency, email }: Placed): TimelineEntry => ({
  id,
  kind: 'order.placed',
  actor: { kind: 'shopper', id: '', label: email },
  data: { number, total, currency },
  comment: null,
  at,
  edited_at: null,
})

/** Adds a comment of whoever asks. Throws `not_found`. */
export async function addComment(ctx: Ctx, orderId: string, comment: string): Promise<TimelineEntry> {
  return inTx(ctx, async (ctx) => {
    await lockOrder(ctx, orderId)
    return add(ctx, orderId, COMMENT, { comment })
  })
}

/** Throws `not_found`, and `comment_not_yours` for a comment of somebody else. */
export async function changeComment(
  ctx: Ctx,
  orderId: string,
  id: string,
  comment: string,
): Promise<TimelineEntry> {
  return inTx(ctx, async (ctx) => {
    const row = await lockOwn(ctx, orderId, id)
    const data = { comment, edited_at: ctx.now.toISOString() }
    withCommit(queries.updateEntry(ctx.tx, ctx.tenantId, id, data))
    return toEntry({ ...row, data })
  })
}

/** As `changeComment`. */
export async function deleteComment(
  ctx: Ctx,
  orderId: string,
  id: string,
): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    await lockOwn(ctx, orderId, id)
    withCommit(queries.deleteEntry(ctx.tx, ctx.tenantId, id))
    return { id, deleted: true }
  })
}

async function lockOwn(ctx: TxCtx, orderId: string, id: string): Promise<queries.TimelineRow> {
  const row = await queries.lockEntry(ctx.tx, ctx.tenantId, orderId, id)
  if (row === undefined || row.kind !== COMMENT)
    throw new DomainError('not_found', `The order has no comment ${id}.`)
  if (row.actor_kind !== ctx.principal.kind || row.actor_id !== ctx.principal.id)
    throw new DomainError('comment_not_yours', 'Only who wrote a comment can change or delete it.')
  return row
}

function toEntry({
  id,
  kind,
  actor_kind,
  actor_id,
  actor_label,
  data,
  at,
}: queries.TimelineRow): TimelineEntry {
  const { comment, edited_at, ...rest } = data
  return {
    id,
    kind,
    actor: { kind: actor_kind, id: actor_id, label: actor_label },
    data: rest,
    comment: typeof comment === 'string' ? comment : null,
    at,
    edited_at: typeof edited_at === 'string' ? edited_at : null,
  }
}
