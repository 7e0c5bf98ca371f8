// Brands: who makes what a store sells.
import { v7 as uuidv7 } from 'uuid'
import { touchTags } from '../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type TxCtx } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { handleFrom, idOrHandle, unusedHandle } from '../../shared/handles.ts'
import { PAGE_DEFAULTS } from '../../shared/http/fields.ts'
import { cursorOf, keyCursor, readCursor, readKeyCursor } from '../../shared/http/page.ts'
import { defined } from '../../shared/objects.ts'
import { BRANDS_TAG, brandCreated, brandDeleted, brandUpdated } from './events.ts'
import * as queries from './queries.ts'
import { scoresOf } from './rules.ts'
import type { Brand, BrandFilter, BrandInput, BrandPatch, StoreBrand, StoreBrandFilter } from './schema.ts'

const DEFAULTS = {
  logo_url: '',
  description: '',
  popularity_override: null,
  quality_override: null,
  ...PAGE_DEFAULTS,
}

/** Adds a brand. Without a handle it gets one from its name. */
export async function createBrand(ctx: Ctx, input: BrandInput): Promise<Brand> {
  return inTx(ctx, async (ctx) => {
    const handle = input.handle ?? (await newHandle(ctx, input.name))
    const id = uuidv7()
    await put(ctx, { ...DEFAULTS, ...defined(input), name: input.name, id, handle })
    emit(ctx, brandCreated, { brand_id: id })
    return getBrand(ctx, id)
  })
}

export async function updateBrand(ctx: Ctx, id: string, patch: BrandPatch): Promise<Brand> {
  return inTx(ctx, async (ctx) => {
    const before = await queries.lockBrand(ctx.tx, ctx.tenantId, id)
    if (before === undefined) throw noBrand(id)
    await put(ctx, { ...before, ...defined(patch) })
    emit(ctx, brandUpdated, { brand_id: id })
    return getBrand(ctx, id)
  })
}

/** Throws `still_in_use` while products have it. */
export async function deleteBrand(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  const inUse = () => new DomainError('still_in_use', 'Give its products another brand before you delete it.')
  return inTx(ctx, async (ctx) => {
    const isDeleted = await onViolation({ products_brand_fkey: inUse }, () =>
      queries.deleteBrand(ctx.tx, ctx.tenantId, id),
    )
    if (!isDeleted) throw noBrand(id)
    emit(ctx, brandDeleted, { brand_id: id })
    return { id, deleted: true }
  })
}

export async function getBrand(ctx: Ctx, id: string): Promise<Brand> {
  const found = await inRead(ctx, (ctx) => queries.findBrand(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw noBrand(id)
  return found
}

export async function listBrands(ctx: Ctx, { limit, cursor, handle }: BrandFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.listBrands(ctx.tx, ctx.tenantId, { limit: limit + 1, before, handle }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export async function getStoreBrand(ctx: Ctx, idOrName: string): Promise<StoreBrand> {
  const found = await inRead(ctx, (ctx) => queries.findStoreBrand(ctx.tx, ctx.tenantId, idOrHandle(idOrName)))
  if (found === undefined) throw noBrand(idOrName)
  return found
}

export async function listStoreBrands(ctx: Ctx, { limit, cursor }: StoreBrandFilter) {
  const after = readKeyCursor(cursor, (key) => /^\d{1,3}$/.test(key))
  const rows = await inRead(ctx, (ctx) =>
    queries.listStoreBrands(ctx.tx, ctx.tenantId, { limit: limit + 1, after }),
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    data: rows.slice(0, limit),
    next_cursor: last === undefined ? null : keyCursor({ id: last.id, key: `${last.popularity_score}` }),
  }
}

const SCORED_MS = 90 * 24 * 60 * 60 * 1_000

/** Computes all scores anew, by the orders of the last 90 days. */
export async function scoreBrands(ctx: Ctx): Promise<void> {
  await inTx(ctx, async (ctx) => {
    if (!(await queries.hasBrands(ctx.tx, ctx.tenantId))) return
    const sold = await queries.soldSince(ctx.tx, ctx.tenantId, firstIdOf(ctx.now.getTime() - SCORED_MS))
    if (await queries.setScores(ctx.tx, ctx.tenantId, scoresOf(sold))) touchTags(ctx, [BRANDS_TAG])
  })
}

/** The least UUIDv7 of a moment: ids of orders begin with the milliseconds in which they were placed. */
function firstIdOf(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

const put = (ctx: TxCtx, row: queries.BrandRow) =>
  onViolation(
    {
      brands_handle_key: () => fieldError('handle', 'Another brand has this handle.', 'handle_taken'),
    },
    () => queries.putBrand(ctx.tx, ctx.tenantId, row),
  )

const newHandle = (ctx: TxCtx, name: string) =>
  unusedHandle(handleFrom(name, 'brand'), (handles) => queries.takenHandles(ctx.tx, ctx.tenantId, handles))

const noBrand = (id: string) => new DomainError('not_found', `There is no brand ${id}.`)
