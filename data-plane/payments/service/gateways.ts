// A store's accounts at payment providers.
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { cached } from '../../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, type FieldIssue, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { defined } from '../../../shared/objects.ts'
import { gatewayChanged } from '../events.ts'
import { ProviderError } from '../providers/provider.ts'
import { type ProviderName, providerOf } from '../providers/registry.ts'
import * as queries from '../queries/gateways.ts'
import { gatewayPlace, hintsOf, methodsAt } from '../rules/gateways.ts'
import type {
  OfferedGateway,
  PaymentGateway,
  PaymentGatewayInput,
  PaymentGatewayPatch,
} from '../schema/gateways.ts'
import { accountOf } from './account.ts'

const MAX_GATEWAYS = 50
const GATEWAYS_TAG = 'payment_gateways'

/** What the store has set up, from the cache, in the order in which they step in; no secrets. */
export const getGateways = (ctx: Ctx): Promise<queries.GatewayRow[]> =>
  cached(ctx, { class: 'settings', key: 'payment_gateways', tags: [GATEWAYS_TAG] }, () => readAll(ctx))

const readAll = (ctx: Ctx) => inRead(ctx, (ctx) => queries.listGateways(ctx.tx, ctx.tenantId))

/** Those that shoppers may choose in a market. */
export const gatewaysAt = (
  gateways: readonly queries.GatewayRow[],
  market: { payment_methods: readonly string[] },
): queries.GatewayRow[] => gateways.filter((gateway) => offeredMethods(gateway, market).length > 0)

const offeredMethods = (
  { provider, enabled }: queries.GatewayRow,
  market: { payment_methods: readonly string[] },
): string[] => methodsAt({ provider: providerOf(provider), enabled }, market)

export const toOffered = (
  gateway: queries.GatewayRow,
  market: { payment_methods: readonly string[] },
): OfferedGateway => {
  const { code, provider, name, settings } = gateway
  return { code, provider, name, methods: offeredMethods(gateway, market), settings }
}

export async function listGateways(ctx: Ctx): Promise<{ data: PaymentGateway[] }> {
  return { data: (await readAll(ctx)).map(toGateway) }
}

export async function getGateway(ctx: Ctx, id: string): Promise<PaymentGateway> {
  const row = await inRead(ctx, (ctx) => queries.findGateway(ctx.tx, ctx.tenantId, id))
  if (row === undefined || row.archived_at !== null) throw noGateway(id)
  return toGateway(row)
}

/** Throws `invalid_input` for settings that the provider does not know, or `payment_gateway_code_taken`. */
export async function createGateway(ctx: Ctx, input: PaymentGatewayInput): Promise<PaymentGateway> {
  const { secrets, code = input.provider, ...rest } = input
  assertFits(input.provider, input.settings, secrets)
  return inTx(ctx, async (ctx) => {
    if ((await readAll(ctx)).length >= MAX_GATEWAYS)
      throw new DomainError('still_in_use', `A store has at most ${MAX_GATEWAYS} payment gateways.`)
    const at = ctx.now.toISOString()
    const id = uuidv7()
    const row = { ...rest, ...sealed(ctx, id, secrets), id, code, created_at: at, updated_at: at }
    return store(ctx, { ...row, failing_since: null })
  })
}

/** Changes what `patch` mentions. Settings and secrets that it does not name stay. */
export async function updateGateway(
  ctx: Ctx,
  id: string,
  patch: PaymentGatewayPatch,
): Promise<PaymentGateway> {
  return inTx(ctx, async (ctx) => {
    const before = await queries.lockGateway(ctx.tx, ctx.tenantId, id)
    if (before === undefined) throw noGateway(id)
    const { archived_at: _, ...old } = before
    const { secrets: newSecrets, settings: newSettings, ...rest } = patch
    const settings = { ...old.settings, ...newSettings }
    const secrets = { ...accountOf(ctx, before).secrets, ...newSecrets }
    assertFits(old.provider, settings, secrets)
    const sealing = newSecrets === undefined ? {} : sealed(ctx, id, secrets)
    const at = ctx.now.toISOString()
    return store(ctx, { ...old, ...defined(rest), settings, ...sealing, updated_at: at })
  })
}

async function store(ctx: TxCtx, row: Omit<queries.SealedGateway, 'archived_at'>): Promise<PaymentGateway> {
  const taken = () =>
    fieldError('code', 'Another payment gateway has this code.', 'payment_gateway_code_taken')
  await onViolation({ payment_gateways_code_key: taken }, () => queries.putGateway(ctx.tx, ctx.tenantId, row))
  emit(ctx, gatewayChanged, { gateway_id: row.id, code: row.code })
  return toGateway(row)
}

/** Takes a gateway away. One that was used is kept out of sight, as its payments may still be given back. */
export async function deleteGateway(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const row = await queries.lockGateway(ctx.tx, ctx.tenantId, id)
    if (row === undefined) throw noGateway(id)
    withCommit(
      (await queries.isUsed(ctx.tx, ctx.tenantId, id))
        ? queries.archiveGateway(ctx.tx, ctx.tenantId, id, ctx.now.toISOString())
        : queries.deleteGateway(ctx.tx, ctx.tenantId, id),
    )
    emit(ctx, gatewayChanged, { gateway_id: id, code: row.code })
    return { id, deleted: true }
  })
}

/** Asks the provider whether the credentials work. Throws `payment_gateway_refused` or `payment_provider_unavailable`. */
export async function checkGateway(ctx: Ctx, id: string): Promise<{ works: true }> {
  const gateway = await inRead(ctx, (ctx) => queries.findGateway(ctx.tx, ctx.tenantId, id))
  if (gateway === undefined || gateway.archived_at !== null) throw noGateway(id)
  try {
    await providerOf(gateway.provider).check(accountOf(ctx, gateway))
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.outcome === 'refused')
      throw new DomainError('payment_gateway_refused', `The provider said ${error.providerCode}.`)
    throw unavailable()
  }
  return { works: true }
}

export const unavailable = () =>
  new DomainError(
    'payment_provider_unavailable',
    'The payment provider does not answer. Try again in a moment or choose another way to pay.',
    { retryAfter: 5 },
  )

function assertFits(provider: ProviderName, settings: object, secrets: object): void {
  const { settings: settingsOf, secrets: secretsOf } = providerOf(provider)
  const issues = [...issuesOf(settingsOf, settings, 'settings'), ...issuesOf(secretsOf, secrets, 'secrets')]
  if (issues.length > 0)
    throw new DomainError('invalid_input', `${provider} needs other settings.`, { issues })
}

/** What is wrong with settings or secrets by the schema of their provider. */
function issuesOf(schema: z.ZodObject, values: unknown, path: string): FieldIssue[] {
  const { error } = schema.safeParse(values)
  return (error?.issues ?? []).flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [{ path: [path, ...issue.path].join('.'), message: messageOf(issue) }]
    return issue.keys.map((key) => ({ path: `${path}.${key}`, message: 'unknown field' }))
  })
}

const messageOf = ({ code, message }: z.core.$ZodIssue): string =>
  code === 'invalid_type' ? 'is required' : message

const sealed = ({ shard, tenantId }: Ctx, id: string, secrets: Record<string, string>) => ({
  sealed: shard.vault.seal(JSON.stringify(secrets), gatewayPlace(tenantId, id)),
  hints: hintsOf(secrets),
})

const noGateway = (id: string) => new DomainError('not_found', `There is no payment gateway ${id}.`)

function toGateway(row: queries.GatewayRow): PaymentGateway {
  const { id, provider, code, name, live, enabled, capture, fallback, position, api_url } = row
  const { settings, hints, failing_since, created_at, updated_at } = row
  return {
    ...{ id, provider, code, name, live, enabled, capture, fallback, position, api_url, settings },
    secrets: hints,
    methods: [...providerOf(provider).methods],
    webhook_path: `/store/v1/payment-webhooks/${id}`,
    ...{ failing_since, created_at, updated_at },
  }
}
