// Brings a collection up to date with its rule and order, some products at a time.
import { touchTags } from '../../../shared/cache/cached.ts'
import { type Ctx, inTx, type TxCtx } from '../../../shared/context.ts'
import { keepStructure } from '../../categories/index.ts'
import { COLLECTIONS_TAG } from '../events.ts'
import * as collections from '../queries/collections.ts'
import * as members from '../queries/members.ts'
import { asksForStock } from '../rules.ts'
import { applyDefinitions, lockProducts, misplacedAmong, refreshMemberships } from './memberships.ts'

/** Few enough that those that must be locked are so for a moment only. */
const CHUNK_PRODUCTS = 500
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Marks a collection for a refresh from its first product on. The caller queues the job. */
export const markForRefresh = (ctx: TxCtx, id: string) =>
  collections.noteRefresh(ctx.tx, ctx.tenantId, { id, to: NOBODY, count: 0 })

/** Looks at the next products. False when the refresh is done, or there is nothing to do. */
export async function refreshChunk(ctx: Ctx, id: string): Promise<boolean> {
  return inTx(ctx, async (ctx) => {
    const [, progress, definition] = await Promise.all([
      keepStructure(ctx),
      collections.lockProgress(ctx.tx, ctx.tenantId, id),
      members.findDefinition(ctx.tx, ctx.tenantId, id),
    ])
    if (progress === undefined || progress.to === null || definition === undefined) return false
    const ids = await members.productsAfter(ctx.tx, ctx.tenantId, {
      after: progress.to,
      limit: CHUNK_PRODUCTS,
      collectionId: definition.rule === null ? id : undefined,
    })
    // Whoever edits a product now puts it where it belongs, so only those that stand wrong are locked and looked at again.
    const misplaced = await misplacedAmong(ctx, [definition], ids)
    if (misplaced.length > 0) {
      await lockProducts(ctx, misplaced)
      await applyDefinitions(ctx, [definition], misplaced)
      touchTags(ctx, [COLLECTIONS_TAG])
    }
    const isLast = ids.length < CHUNK_PRODUCTS
    const to = isLast ? null : (ids.at(-1) ?? null)
    await collections.noteRefresh(ctx.tx, ctx.tenantId, { id, to, count: progress.count + ids.length })
    return !isLast
  })
}

/** Puts products where they belong by themselves, as when their stock has changed. */
export async function refreshProducts(ctx: TxCtx, productIds: readonly string[]): Promise<void> {
  await Promise.all([keepStructure(ctx), lockProducts(ctx, productIds)])
  await refreshMemberships(ctx, productIds)
  touchTags(ctx, [COLLECTIONS_TAG])
}

/** Marks for a refresh all collections that ask for stock, but those that are at it, and gives their ids. */
export async function markByStock(ctx: TxCtx): Promise<string[]> {
  const definitions = await members.definitionsWithRule(ctx.tx, ctx.tenantId)
  const marked: string[] = []
  for (const { id, rule } of definitions) {
    if (rule === null || !asksForStock(rule)) continue
    const progress = await collections.lockProgress(ctx.tx, ctx.tenantId, id)
    if (progress?.to !== null) continue
    await markForRefresh(ctx, id)
    marked.push(id)
  }
  return marked
}
