// What staff note of an order, and put right.
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { defined } from '../../../shared/objects.ts'
import * as queries from '../queries/change.ts'
import { changeTerms } from '../queries/terms.ts'
import { type Searchable, termsOf } from '../rules.ts'
import type { Order, OrderPatch } from '../schema.ts'
import { getOrder } from './orders.ts'
import { noOrder } from './show.ts'
import { addToTimeline } from './timeline.ts'

/** Changes what `patch` mentions. The address stays once everything was sent. Throws `not_found`. */
export async function updateOrder(ctx: Ctx, id: string, patch: OrderPatch): Promise<Order> {
  return inTx(ctx, async (ctx) => {
    const before = await queries.lockDetails(ctx.tx, ctx.tenantId, id)
    if (before === undefined) throw noOrder(id)
    const isOpen = before.status === 'open' && before.fulfillment_status !== 'fulfilled'
    if (patch.shipping_address !== undefined && !isOpen)
      throw fieldError('shipping_address', 'Nothing of this order is still to be sent.')
    const tags = patch.tags && withoutRepeats(patch.tags)
    const after = { ...before, ...defined({ ...patch, tags }) }
    const fields = (Object.keys(patch) as (keyof OrderPatch)[]).filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
    )
    if (fields.length === 0) return getOrder(ctx, id)
    withCommit(queries.updateDetails(ctx.tx, ctx.tenantId, id, after))
    moveTerms(ctx, id, before, after)
    addToTimeline(ctx, id, 'order.updated', { fields })
    return getOrder(ctx, id)
  })
}

const withoutRepeats = (tags: readonly string[]): string[] => [
  ...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values(),
]

/** Makes an order that changes be found by what it is now, together with the commit. */
export function moveTerms(ctx: TxCtx, id: string, before: Searchable, after: Searchable): void {
  const terms = { before: termsOf(before), after: termsOf(after) }
  withCommit(changeTerms(ctx.tx, ctx.tenantId, id, terms))
}
