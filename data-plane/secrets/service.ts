// Secrets of a store's integrations: kept sealed, never shown.
import { createHash, timingSafeEqual } from 'node:crypto'
import { type Ctx, inRead, inTx } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import * as queries from './queries.ts'
import { hintOf, secretPlace } from './rules.ts'
import type { Secret, SecretFilter, SecretInput } from './schema.ts'

/** Names, hints and times, by name. The cursor is the last name seen. */
export async function listSecrets(ctx: Ctx, { limit, cursor = '' }: SecretFilter) {
  const rows = await inRead(ctx, (ctx) => queries.listSecrets(ctx.tx, ctx.tenantId, cursor, limit + 1))
  const data = rows.slice(0, limit)
  return { data, next_cursor: rows.length > limit ? (data.at(-1)?.name ?? null) : null }
}

/** Stores a secret, or puts another in its place. */
export async function putSecret(ctx: Ctx, name: string, input: SecretInput): Promise<Secret> {
  const { kind, id } = ctx.principal
  const row = {
    name,
    sealed: ctx.shard.vault.seal(input.value, secretPlace(ctx.tenantId, name)),
    hint: hintOf(input.value),
    updatedAt: ctx.now,
    updatedBy: { kind, id },
    expiresAt: input.expires_at ?? null,
  }
  return inTx(ctx, (ctx) => queries.putSecret(ctx.tx, ctx.tenantId, row))
}

/** Throws `not_found`. */
export async function deleteSecret(ctx: Ctx, name: string): Promise<{ name: string; deleted: true }> {
  if (!(await inTx(ctx, (ctx) => queries.deleteSecret(ctx.tx, ctx.tenantId, name)))) throw noSecret(name)
  return { name, deleted: true }
}

/**
 * Whether `value` is the secret of this name, for whoever wants to know that the right one is stored. Throws `not_found`.
 * Compared by hash, so that neither length nor content shows in the time it takes.
 */
export async function verifySecret(ctx: Ctx, name: string, value: string): Promise<{ matches: boolean }> {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return { matches: timingSafeEqual(hash(await readSecret(ctx, name)), hash(value)) }
}

/** The secret itself. Throws `not_found`. */
async function readSecret(ctx: Ctx, name: string): Promise<string> {
  const sealed = await inRead(ctx, (ctx) => queries.readSealed(ctx.tx, ctx.tenantId, name))
  if (sealed === undefined) throw noSecret(name)
  return ctx.shard.vault.open(sealed, secretPlace(ctx.tenantId, name))
}

const noSecret = (name: string) => new DomainError('not_found', `There is no secret ${name}.`)
