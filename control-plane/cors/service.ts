// Which pages may use a store's shopper API.
import { DomainError } from '../../shared/errors.ts'
import { type ControlCtx, inControlTx } from '../context.ts'
import * as queries from './queries.ts'
import type { Cors, CorsInput } from './schema.ts'

/** Throws `not_found`. */
export async function getCors(ctx: ControlCtx, tenantId: string): Promise<Cors> {
  const cors = await queries.findCors(ctx.db, tenantId)
  if (cors === undefined) throw noTenant(tenantId)
  return cors
}

/** Gateways learn of it at once; browsers may remember what they were allowed for a day. Throws `not_found`. */
export async function setCors(ctx: ControlCtx, tenantId: string, input: CorsInput): Promise<Cors> {
  const origins = input.allowed_origins && [...new Set(input.allowed_origins)]
  const cors = await inControlTx(ctx, (ctx) => queries.updateCors(ctx.tx, tenantId, origins))
  if (cors === undefined) throw noTenant(tenantId)
  return cors
}

const noTenant = (id: string) => new DomainError('not_found', `There is no tenant ${id}.`)
