// What services and routes use of the cache: values of the tenant at hand.
import { type Ctx, inRead, type TxCtx } from '../context.ts'
import { readTagVersions } from '../db/cache-tags.ts'
import type { Slot } from './cache.ts'
import { ALL } from './tags.ts'

/**
 * A text of the tenant, as `slot.read` reads it, from the cache or else from `load`. A transaction sees its own changes
 * once it has emitted the events that invalidate them.
 * @param load reads from the database with the `ctx` that is given here
 */
export async function cachedText<T>(
  ctx: Ctx | TxCtx,
  slot: Slot<T>,
  load: () => Promise<string>,
): Promise<T> {
  const { cache } = ctx.shard
  if ('outbox' in ctx && isTouched(ctx, slot.tags)) return slot.read(await load())
  const found = cache.get<T>(ctx.tenantId, slot.key)
  if (found !== undefined) return found
  if ('outbox' in ctx) return cache.loadAlone(ctx.tenantId, slot, load)
  const versions = (tags: readonly string[]) =>
    inRead(ctx, (ctx) => readTagVersions(ctx.tx, ctx.tenantId, tags))
  return cache.load(ctx.tenantId, slot, { load, versions })
}

/** The same for any value that JSON can hold. Nobody may change what is given. */
export const cached = <T>(
  ctx: Ctx | TxCtx,
  slot: Omit<Slot<T>, 'read'>,
  load: () => Promise<T>,
): Promise<T> => cachedText(ctx, { ...slot, read: readFrozen<T> }, async () => JSON.stringify(await load()))

/** Makes everything that depends on these tags be loaded anew as soon as the transaction has committed. */
export function touchTags(ctx: TxCtx, tags: readonly string[]): void {
  for (const tag of tags) ctx.outbox.tags.add(tag)
}

const isTouched = ({ outbox }: TxCtx, tags: readonly string[]): boolean =>
  outbox.tags.has(ALL) || tags.some((tag) => outbox.tags.has(tag))

const readFrozen = <T>(text: string): T => JSON.parse(text, (_, value: unknown) => Object.freeze(value)) as T
