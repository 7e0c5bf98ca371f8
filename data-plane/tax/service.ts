// The tax regions of a store and their rates.
import { v7 as uuidv7 } from 'uuid'
import { cached } from '../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, type FieldIssue, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { defined } from '../../shared/objects.ts'
import { TAX_TAG, taxRegionCreated, taxRegionDeleted, taxRegionUpdated } from './events.ts'
import * as queries from './queries.ts'
import { PROVINCES } from './rules/provinces.ts'
import { faultsOf, placeFaults } from './rules/regions.ts'
import type { RegionRate, TaxRegion, TaxRegionFilter, TaxRegionInput, TaxRegionPatch } from './schema.ts'
import { US_STATE_PPM } from './us-states.ts'

/** All of them are kept in memory together. */
const MAX_REGIONS = 500

const rate = (code: string, name: string, ppm: number, gst = false): RegionRate => ({
  ...{ code, name, ppm, gst, combinable: false },
  ...{ tax_classes: [], product_types: [], product_ids: [] },
})

const STARTING_REGIONS = [
  { country: 'US', name: 'United States', rates: [rate('sales_tax', 'Sales tax', 80_000)] },
  { country: 'IN', name: 'India', rates: [rate('gst', 'GST', 180_000, true)] },
]

/** Gives a new store the regions of the markets that it starts with. */
export async function addStartingRegions(ctx: TxCtx): Promise<void> {
  const regions = STARTING_REGIONS.map((region) => newRegion(ctx, region))
  await queries.insertRegions(ctx.tx, ctx.tenantId, regions)
}

/** All regions of the store, from the cache, for `resolveTaxes`. */
export const getTaxRegions = (ctx: Ctx): Promise<TaxRegion[]> =>
  cached(ctx, { class: 'settings', key: 'tax-regions', tags: [TAX_TAG] }, () =>
    inRead(ctx, (ctx) => queries.listRegions(ctx.tx, ctx.tenantId)),
  )

export async function listTaxRegions(ctx: Ctx, { limit, cursor }: TaxRegionFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.pageOfRegions(ctx.tx, ctx.tenantId, { limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export async function getTaxRegion(ctx: Ctx, id: string): Promise<TaxRegion> {
  const region = await inRead(ctx, (ctx) => queries.findRegion(ctx.tx, ctx.tenantId, id))
  if (region === undefined) throw noRegion(id)
  return region
}

/** Throws `tax_region_exists`, `too_many_tax_regions`, or `invalid_input` for a wrong place or rates that do not fit together. */
export async function createTaxRegion(ctx: Ctx, input: TaxRegionInput): Promise<TaxRegion> {
  refuse(faultsOf(input.rates))
  return inTx(ctx, async (ctx) => {
    const [above, count] = await Promise.all([
      regionAbove(ctx, input),
      queries.countRegions(ctx.tx, ctx.tenantId),
      assertProducts(ctx, input.rates),
    ])
    refuse(placeFaults(input, above))
    assertRoom(count + 1)
    const region = newRegion(ctx, { ...input, country_region_id: above?.id })
    await onViolation(
      {
        tax_regions_place_key: () =>
          fieldError(
            input.province === undefined ? 'country' : 'province',
            'Another region is for this place.',
            'tax_region_exists',
          ),
      },
      () => queries.insertRegions(ctx.tx, ctx.tenantId, [region]),
    )
    emitFor(ctx, taxRegionCreated, region)
    return region
  })
}

/** Changes what `patch` mentions. Throws `not_found` or `invalid_input`. */
export async function updateTaxRegion(ctx: Ctx, id: string, patch: TaxRegionPatch): Promise<TaxRegion> {
  refuse(faultsOf(patch.rates ?? []))
  return inTx(ctx, async (ctx) => {
    const before = await queries.lockRegion(ctx.tx, ctx.tenantId, id)
    if (before === undefined) throw noRegion(id)
    // Products that were deleted meanwhile do no harm where they are.
    const known = new Set(before.rates.flatMap(({ product_ids }) => product_ids))
    await assertProducts(ctx, patch.rates ?? [], known)
    const region = { ...before, ...defined(patch), updated_at: ctx.now.toISOString() }
    withCommit(queries.updateRegion(ctx.tx, ctx.tenantId, region))
    emitFor(ctx, taxRegionUpdated, region)
    return region
  })
}

/** Deletes a region; a country's with those of its provinces. */
export async function deleteTaxRegion(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const place = await queries.deleteRegion(ctx.tx, ctx.tenantId, id)
    if (place === undefined) throw noRegion(id)
    emitFor(ctx, taxRegionDeleted, { id, ...place })
    return { id, deleted: true }
  })
}

/** Adds the states of the USA that the store has no region for, and the region of the USA itself, not counted, if need be. */
export async function addUsStates(ctx: Ctx): Promise<{ added: number }> {
  return inTx(ctx, async (ctx) => {
    const [found, count] = await Promise.all([
      queries.lockCountry(ctx.tx, ctx.tenantId, 'US'),
      queries.countRegions(ctx.tx, ctx.tenantId),
    ])
    const country = found ?? (await createTaxRegion(ctx, { country: 'US', name: 'United States', rates: [] }))
    const states = Object.entries(US_STATE_PPM).map(([province, ppm]) => {
      const name = PROVINCES.US?.[province] ?? province
      const rates = [rate(`us-${province.toLowerCase()}`, `${name} sales tax`, ppm)]
      return newRegion(ctx, { country: 'US', province, name, country_region_id: country.id, rates })
    })
    const added = await queries.addMissingRegions(ctx.tx, ctx.tenantId, states)
    assertRoom(count + added.size)
    for (const region of states) if (added.has(region.id)) emitFor(ctx, taxRegionCreated, region)
    return { added: added.size }
  })
}

function newRegion(ctx: TxCtx, input: TaxRegionInput): TaxRegion {
  const { country, province = '', country_region_id = null, name = '', rates } = input
  const at = ctx.now.toISOString()
  return { id: uuidv7(), country, province, country_region_id, name, rates, created_at: at, updated_at: at }
}

/** The region that was named as that of the country, else the one that the country has. */
function regionAbove(ctx: TxCtx, { country, province, country_region_id: id }: TaxRegionInput) {
  if (id !== undefined) return queries.lockRegion(ctx.tx, ctx.tenantId, id)
  return province === undefined ? undefined : queries.lockCountry(ctx.tx, ctx.tenantId, country)
}

async function assertProducts(
  ctx: TxCtx,
  rates: readonly RegionRate[],
  known: ReadonlySet<string> = new Set(),
): Promise<void> {
  const named = rates.flatMap(({ product_ids }, i) =>
    product_ids.map((id, n) => ({ id, path: `rates.${i}.product_ids.${n}` })),
  )
  const unsure = named.filter(({ id }) => !known.has(id))
  if (unsure.length === 0) return
  const found = await queries.existingProducts(
    ctx.tx,
    ctx.tenantId,
    unsure.map(({ id }) => id),
  )
  refuse(
    unsure.flatMap(({ id, path }) =>
      found.has(id) ? [] : [{ path, message: 'is not a product of this store' }],
    ),
  )
}

function assertRoom(count: number): void {
  if (count > MAX_REGIONS)
    throw new DomainError('too_many_tax_regions', `A store has at most ${MAX_REGIONS} tax regions.`)
}

function refuse(issues: readonly FieldIssue[]): void {
  if (issues.length > 0) throw new DomainError('invalid_input', 'The tax region is not valid.', { issues })
}

function emitFor(
  ctx: TxCtx,
  event: typeof taxRegionCreated,
  { id, country, province }: Pick<TaxRegion, 'id' | 'country' | 'province'>,
): void {
  emit(ctx, event, { tax_region_id: id, country, province })
}

const noRegion = (id: string) => new DomainError('not_found', `There is no tax region ${id}.`)
