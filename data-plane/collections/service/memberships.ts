// Keeps who belongs to which collection as rules and orders demand.
import type { TxCtx } from '../../../shared/context.ts'
import * as members from '../queries/members.ts'
import { planMemberships } from '../rules.ts'

/**
 * Puts products where they belong by what they are now, in the transaction that changed them. The caller holds the
 * structure of the catalog (`keepStructure`) and has written or locked the products.
 */
export async function refreshMemberships(ctx: TxCtx, productIds: readonly string[]): Promise<void> {
  if (productIds.length === 0) return
  const definitions = await members.definitionsFor(ctx.tx, ctx.tenantId, productIds)
  await applyDefinitions(ctx, definitions, productIds)
}

/** The same for some collections alone. */
export async function applyDefinitions(
  ctx: TxCtx,
  definitions: readonly members.Definition[],
  productIds: readonly string[],
): Promise<void> {
  const { put, remove } = await planFor(ctx, definitions, productIds)
  await Promise.all([
    members.deleteMemberships(ctx.tx, ctx.tenantId, remove),
    members.putMemberships(ctx.tx, ctx.tenantId, put),
  ])
}

/** Those of the products that do not stand where the collections would have them. */
export async function misplacedAmong(
  ctx: TxCtx,
  definitions: readonly members.Definition[],
  productIds: readonly string[],
): Promise<string[]> {
  const { put, remove } = await planFor(ctx, definitions, productIds)
  return [...new Set([...put, ...remove].map((member) => member.product_id))]
}

async function planFor(
  ctx: TxCtx,
  definitions: readonly members.Definition[],
  productIds: readonly string[],
) {
  if (definitions.length === 0 || productIds.length === 0) return { put: [], remove: [] }
  const [facts, current] = await Promise.all([
    members.factsOf(ctx.tx, ctx.tenantId, productIds),
    members.membershipsOf(ctx.tx, ctx.tenantId, productIds),
  ])
  return planMemberships(definitions, facts, current)
}

/** Waits until nobody edits the products, and keeps others from it until the transaction ends. */
export const lockProducts = (ctx: TxCtx, productIds: readonly string[]) =>
  members.lockProducts(ctx.tx, ctx.tenantId, productIds)
