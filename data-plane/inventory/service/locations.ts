import { v7 as uuidv7 } from 'uuid'
import { cached } from '../../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { defined } from '../../../shared/objects.ts'
import { LOCATIONS_TAG, locationCreated, locationDeleted, locationUpdated } from '../events.ts'
import * as queries from '../queries/locations.ts'
import type { Source } from '../rules.ts'
import type { Location, LocationInput, LocationPatch } from '../schema.ts'

const MAX_LOCATIONS = 100

/** Gives a new store its first location. Safe to repeat. */
export const addDefaultLocation = (ctx: TxCtx) => queries.insertDefaultLocation(ctx.tx, ctx.tenantId)

export const listLocations = async (ctx: Ctx): Promise<{ data: Location[] }> => ({
  data: await inRead(ctx, (ctx) => queries.readLocations(ctx.tx, ctx.tenantId)),
})

/** Where the store sells from, from the cache. */
export async function sellingSources(ctx: Ctx): Promise<Source[]> {
  const locations = await cached(ctx, { class: 'settings', key: 'locations', tags: [LOCATIONS_TAG] }, () =>
    inRead(ctx, (ctx) => queries.readLocations(ctx.tx, ctx.tenantId)),
  )
  return locations
    .filter((location) => location.status === 'active' && location.fulfils_online)
    .map(({ id, priority, countries, address }) => ({ id, priority, countries, country: address?.country }))
}

export async function getLocation(ctx: Ctx, id: string): Promise<Location> {
  const found = (await listLocations(ctx)).data.find((location) => location.id === id)
  if (found === undefined) throw noLocation(id)
  return found
}

/** Throws `location_code_taken`, or `too_many_locations`. */
export async function createLocation(ctx: Ctx, input: LocationInput): Promise<Location> {
  return inTx(ctx, async (ctx) => {
    const existing = await queries.lockLocations(ctx.tx, ctx.tenantId)
    if (existing.length >= MAX_LOCATIONS)
      throw new DomainError('too_many_locations', `A store has at most ${MAX_LOCATIONS} locations.`)
    const at = ctx.now.toISOString()
    const { name, code, ...rest } = input
    const location: Location = {
      ...{ ...DEFAULTS, ...defined(rest) },
      ...{ id: uuidv7(), name, code, created_at: at, updated_at: at },
    }
    await namingConflicts(() => queries.insertLocation(ctx.tx, ctx.tenantId, location))
    emit(ctx, locationCreated, { location_id: location.id })
    return location
  })
}

/** Changes what `patch` mentions. Throws `not_found`, `location_code_taken`, or `invalid_input` for the default's closing. */
export async function updateLocation(ctx: Ctx, id: string, patch: LocationPatch): Promise<Location> {
  return inTx(ctx, async (ctx) => {
    const before = (await queries.lockLocations(ctx.tx, ctx.tenantId)).find((location) => location.id === id)
    if (before === undefined) throw noLocation(id)
    if (before.is_default && patch.status === 'inactive')
      throw fieldError('status', 'The default location stays active.')
    if (before.is_default && patch.fulfils_online === false)
      throw fieldError('fulfils_online', 'The default location always sells online.')
    const at = ctx.now.toISOString()
    const change = defined(patch)
    await namingConflicts(() => queries.updateLocation(ctx.tx, ctx.tenantId, id, { ...change, at }))
    emit(ctx, locationUpdated, { location_id: id })
    return { ...before, ...change, updated_at: at }
  })
}

/** Throws `not_found`, or `location_in_use` while it is the default, has stock, or is named by a transfer or a count. */
export async function deleteLocation(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const found = (await queries.lockLocations(ctx.tx, ctx.tenantId)).find((location) => location.id === id)
    if (found === undefined) throw noLocation(id)
    if (found.is_default) throw new DomainError('location_in_use', 'The default location stays.')
    if (await queries.isInUse(ctx.tx, ctx.tenantId, id))
      throw new DomainError(
        'location_in_use',
        'There is stock at this location, or a transfer or a count of it. Set it inactive instead.',
      )
    withCommit(queries.deleteLocation(ctx.tx, ctx.tenantId, id))
    emit(ctx, locationDeleted, { location_id: id })
    return { id, deleted: true }
  })
}

const DEFAULTS = {
  address: null,
  countries: [],
  priority: 0,
  status: 'active' as const,
  fulfils_online: true,
  is_default: false,
}

const namingConflicts = <T>(work: () => Promise<T>): Promise<T> =>
  onViolation(
    {
      locations_code_key: () => fieldError('code', 'Another location has this code.', 'location_code_taken'),
    },
    work,
  )

const noLocation = (id: string) => new DomainError('not_found', `There is no location ${id}.`)
