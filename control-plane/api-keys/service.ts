// A store's keys: made, changed, replaced, revoked. The secret itself is seen once.
import { v7 as uuidv7 } from 'uuid'
import { createCredential } from '../../shared/auth/credentials.ts'
import {
  type Permission,
  type Principal,
  STORE_PERMISSIONS,
  type StorePermission,
} from '../../shared/auth/permissions.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import * as queries from './queries.ts'
import { beyond, graceEnd, whyEnded } from './rules.ts'
import type {
  ApiKey,
  ApiKeyFilter,
  ApiKeyInput,
  ApiKeyPatch,
  ApiKeyRequestFilter,
  NewApiKey,
  RotationInput,
} from './schema.ts'

type Settings = Pick<ApiKey, 'name' | 'kind' | 'scopes' | 'allowed_ips' | 'expires_at' | 'created_by'>

/** Makes a key with the settings given, whoever asks. */
async function issueApiKey(ctx: ControlTxCtx, tenantId: string, settings: Settings): Promise<NewApiKey> {
  const { secret, hash, hint } = createCredential(settings.kind === 'publishable' ? 'sp_pk_' : 'sp_sk_')
  const id = uuidv7()
  const stored = queries.insertApiKey(ctx.tx, tenantId, { ...settings, id, hint, keyHash: hash })
  const [key] = await Promise.all([queries.findApiKey(ctx.tx, tenantId, id), stored])
  if (key === undefined) throw new Error('An API key was not stored.')
  return { ...key, key: secret }
}

/** The two keys with which a store begins. */
export async function issueFirstKeys(ctx: ControlTxCtx, tenantId: string, ownerId: string) {
  const issue = async (settings: Pick<Settings, 'kind' | 'name' | 'scopes'>) =>
    (
      await issueApiKey(ctx, tenantId, {
        ...settings,
        allowed_ips: [],
        expires_at: null,
        created_by: ownerId,
      })
    ).key
  return {
    publishable: await issue({ kind: 'publishable', name: 'Storefront', scopes: [] }),
    secret: await issue({ kind: 'secret', name: 'Server', scopes: [...STORE_PERMISSIONS] }),
  }
}

/** Makes a key that may do no more than the caller. Throws `permission_escalation` or `invalid_input`. */
export async function createApiKey(
  ctx: ControlCtx,
  tenantId: string,
  input: ApiKeyInput,
): Promise<NewApiKey> {
  const { permissions } = ctx.principal
  const scopes =
    input.kind === 'publishable'
      ? []
      : (input.scopes ?? STORE_PERMISSIONS.filter((scope) => permissions.has(scope)))
  assertOwn(beyond(scopes, permissions))
  assertFuture(ctx, input.expires_at)
  return inControlTx(ctx, (ctx) =>
    issueApiKey(ctx, tenantId, { ...input, scopes, created_by: creatorOf(ctx.principal) }),
  )
}

/** Throws `not_found`. */
export async function getApiKey(ctx: ControlCtx, tenantId: string, id: string): Promise<ApiKey> {
  return found(await queries.findApiKey(ctx.db, tenantId, id), id)
}

export async function listApiKeys(ctx: ControlCtx, tenantId: string, { limit, cursor }: ApiKeyFilter) {
  const page = { limit: limit + 1, before: readCursor(cursor) }
  const rows = await queries.listApiKeys(ctx.db, tenantId, page)
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Throws `not_found`, `api_key_not_active`, `permission_escalation` or `invalid_input`. */
export const updateApiKey = (
  ctx: ControlCtx,
  tenantId: string,
  id: string,
  patch: ApiKeyPatch,
): Promise<ApiKey> =>
  inControlTx(ctx, async (ctx) => {
    const key = await lockActive(ctx, tenantId, id)
    if (key.kind === 'publishable')
      for (const field of ['scopes', 'allowed_ips'] as const)
        if (patch[field] !== undefined) throw fieldError(field, 'is not for publishable keys')
    assertOwn(beyond(patch.scopes ?? [], ctx.principal.permissions, key.scopes))
    assertFuture(ctx, patch.expires_at)
    const stored = queries.updateApiKey(ctx.tx, tenantId, id, patch)
    const [changed] = await Promise.all([queries.findApiKey(ctx.tx, tenantId, id), stored])
    return found(changed, id)
  })

/**
 * Makes a key with the same settings, which takes the place of an old one that works until the grace period is over.
 * Throws `not_found`, `api_key_not_active` or `permission_escalation`: who gets a key may do what it may.
 */
export const rotateApiKey = (
  ctx: ControlCtx,
  tenantId: string,
  id: string,
  { grace_seconds }: RotationInput,
): Promise<NewApiKey> =>
  inControlTx(ctx, async (ctx) => {
    const old = await lockActive(ctx, tenantId, id)
    if (old.expires_at !== null && old.expires_at <= ctx.now.toISOString())
      throw notActive(`This key expired at ${old.expires_at}.`)
    assertOwn(beyond(old.scopes, ctx.principal.permissions))
    const replacement = await issueApiKey(ctx, tenantId, { ...old, created_by: creatorOf(ctx.principal) })
    const endsAt = graceEnd(ctx.now, grace_seconds, old.expires_at)
    await queries.replaceApiKey(ctx.tx, tenantId, id, { id: replacement.id, endsAt })
    return replacement
  })

/** Revokes a key for good; gateways learn of it at once. Throws `not_found`. */
export const revokeApiKey = (ctx: ControlCtx, tenantId: string, id: string): Promise<ApiKey> =>
  inControlTx(ctx, async (ctx) => {
    const stored = queries.revokeApiKey(ctx.tx, tenantId, id, ctx.now)
    const [key] = await Promise.all([queries.findApiKey(ctx.tx, tenantId, id), stored])
    return found(key, id)
  })

const KEPT_DAYS = 7
const keptSince = (now: Date) => new Date(now.getTime() - KEPT_DAYS * 86_400_000).toISOString()

/** What a secret key asked in the last seven days, newest first. Throws `not_found`. */
export async function listApiKeyRequests(
  ctx: ControlCtx,
  tenantId: string,
  id: string,
  { limit, cursor, status }: ApiKeyRequestFilter,
) {
  const since = keptSince(ctx.now)
  const page = { limit: limit + 1, since, before: readCursor(cursor), status }
  const [key, rows, dropped] = await Promise.all([
    queries.findApiKey(ctx.db, tenantId, id),
    queries.listRequests(ctx.db, tenantId, id, page),
    queries.countDropped(ctx.db, tenantId, id, since),
  ])
  found(key, id)
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit), dropped }
}

const PRUNED_AT_ONCE = 5_000

export async function pruneRequests(ctx: ControlCtx): Promise<void> {
  const before = keptSince(ctx.now)
  await queries.deleteDropped(ctx.db, before)
  while ((await queries.deleteRequests(ctx.db, before, PRUNED_AT_ONCE)) === PRUNED_AT_ONCE);
}

async function lockActive(ctx: ControlTxCtx, tenantId: string, id: string): Promise<ApiKey> {
  const key = found(await queries.findApiKey(ctx.tx, tenantId, id, 'for update'), id)
  const ended = whyEnded(key)
  if (ended !== undefined) throw notActive(ended)
  return key
}

function found(key: ApiKey | undefined, id: string): ApiKey {
  if (key === undefined) throw new DomainError('not_found', `There is no API key ${id}.`)
  return key
}

function assertOwn(lacking: readonly (Permission | StorePermission)[]): void {
  if (lacking.length > 0)
    throw fieldError(
      'scopes',
      `You may not do this yourself: ${lacking.join(', ')}.`,
      'permission_escalation',
    )
}

function assertFuture({ now }: ControlCtx, expiresAt: string | null | undefined): void {
  if (typeof expiresAt === 'string' && expiresAt <= now.toISOString())
    throw fieldError('expires_at', 'must lie in the future')
}

const creatorOf = ({ kind, id }: Principal) => (kind === 'account' ? id : null)
const notActive = (detail: string) => new DomainError('api_key_not_active', detail)
