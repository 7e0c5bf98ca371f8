// Who serves a location.
import { type Ctx, inRead, inTx, type ReadCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { isWebhookSecret, newWebhookSecret } from '../../../shared/webhooks/signature.ts'
import { listLocations } from '../../inventory/index.ts'
import type { Account } from '../providers/provider.ts'
import * as queries from '../queries.ts'
import { providerPlace } from '../rules/place.ts'
import type { Provider, ProviderInput } from '../schema.ts'

export async function getProvider(ctx: Ctx, locationId: string): Promise<Provider> {
  return inRead(ctx, async (ctx) => {
    const [row] = await Promise.all([findProvider(ctx, locationId), assertLocation(ctx, locationId)])
    return toProvider(locationId, row)
  })
}

/** Throws `not_found`, or `invalid_input` for an address or a secret that cannot be used. */
export async function setProvider(ctx: Ctx, locationId: string, input: ProviderInput): Promise<Provider> {
  return inTx(ctx, async (ctx) => {
    const { tx, tenantId } = ctx
    const [before] = await Promise.all([findProvider(ctx, locationId), assertLocation(ctx, locationId)])
    if (input.kind === 'manual') {
      withCommit(queries.deleteProvider(tx, tenantId, locationId))
      return toProvider(locationId, undefined)
    }
    if (input.kind === 'dropship') {
      const { kind, ...settings } = input
      const row = { location_id: locationId, kind, settings, sealed: null }
      withCommit(queries.putProvider(tx, tenantId, row, ctx.now.toISOString()))
      return toProvider(locationId, row)
    }
    const { kind, secret, ...settings } = input
    const fault = ctx.shard.outbound.faultOf(settings.url)
    if (fault !== undefined) throw fieldError('url', fault)
    if (secret !== undefined && !isWebhookSecret(secret))
      throw fieldError('secret', 'must be whsec_ and 24 to 64 bytes in base64')
    const made = secret === undefined && before?.kind !== 'third_party' ? newWebhookSecret() : undefined
    const kept = secret ?? made
    const sealed =
      kept === undefined
        ? (before?.sealed ?? null)
        : ctx.shard.vault.seal(kept, providerPlace(tenantId, locationId))
    const row = { location_id: locationId, kind, settings, sealed }
    withCommit(queries.putProvider(tx, tenantId, row, ctx.now.toISOString()))
    return { ...toProvider(locationId, row), secret: made ?? null }
  })
}

/** The account at a logistics company by which a location is served; undefined when it is not served so. */
export async function accountOf(ctx: ReadCtx, locationId: string | null): Promise<Account | undefined> {
  const row = locationId === null ? undefined : await findProvider(ctx, locationId)
  if (row === undefined || row.sealed === null || !('url' in row.settings)) return undefined
  return {
    url: row.settings.url,
    secret: ctx.shard.vault.open(row.sealed, providerPlace(ctx.tenantId, row.location_id)),
  }
}

export async function findProvider(
  ctx: ReadCtx,
  locationId: string,
): Promise<queries.ProviderRow | undefined> {
  const rows = await queries.listProviders(ctx.tx, ctx.tenantId)
  return rows.find(({ location_id }) => location_id === locationId)
}

async function assertLocation(ctx: ReadCtx, locationId: string): Promise<void> {
  const { data } = await listLocations(ctx)
  if (!data.some(({ id }) => id === locationId))
    throw new DomainError('not_found', `There is no location ${locationId}.`)
}

function toProvider(location_id: string, row: queries.ProviderRow | undefined): Provider {
  const none = { supplier_name: null, supplier_email: null, answer_url: null, url: null, secret: null }
  return { ...none, ...row?.settings, location_id, kind: row?.kind ?? 'manual' }
}
