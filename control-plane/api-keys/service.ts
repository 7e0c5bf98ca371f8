// A store's keys: made, listed, revoked. The secret itself is seen once.

import { createCredential } from '../../shared/auth/credentials.ts'
import { STORE_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { DomainError } from '../../shared/errors.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import * as queries from './queries.ts'
import type { ApiKey, ApiKeyInput } from './schema.ts'

/** Makes a key of a store. The caller has checked that the tenant is the principal's. */
export async function createApiKey(
  ctx: ControlTxCtx,
  tenantId: string,
  input: ApiKeyInput,
): Promise<ApiKey & { key: string }> {
  const { secret, hash, hint } = createCredential(input.kind === 'publishable' ? 'sp_pk_' : 'sp_sk_')
  const scopes = input.kind === 'publishable' ? [] : (input.scopes ?? STORE_PERMISSIONS)
  const key = await queries.insertApiKey(ctx.tx, tenantId, {
    name: input.name,
    kind: input.kind,
    keyHash: hash,
    hint,
    scopes,
  })
  return { ...key, key: secret }
}

export const listApiKeys = (ctx: ControlTxCtx, tenantId: string): Promise<ApiKey[]> =>
  queries.listApiKeys(ctx.tx, tenantId)

/** Revokes a key for good; gateways learn of it at once. Throws `not_found`. */
export async function revokeApiKey(ctx: ControlCtx, tenantId: string, id: string): Promise<ApiKey> {
  const key = await inControlTx(ctx, (ctx) => queries.revokeApiKey(ctx.tx, tenantId, id))
  if (key === undefined) throw new DomainError('not_found', `There is no API key ${id}.`)
  return key
}
