// A store's domains: claimed, listed, made the primary one, given up.
import { domainToUnicode } from 'node:url'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { type ControlCtx, inControlTx } from '../../context.ts'
import * as queries from '../queries.ts'
import { isUnder } from '../rules/hostnames.ts'
import { recordsOf } from '../rules/records.ts'
import type { Domain, DomainFilter, DomainId, DomainInput } from '../schema.ts'

const MAX_DOMAINS = 20

/**
 * Claims a name. It is served once DNS proves that it is the store's, whoever else claims it.
 * Throws `invalid_input`, `domain_exists` or `too_many_domains`.
 */
export async function addDomain(
  ctx: ControlCtx,
  tenantId: string,
  { hostname }: DomainInput,
): Promise<Domain> {
  const { baseDomain, target } = ctx.domains
  if (isUnder(hostname, baseDomain) || hostname === target)
    throw fieldError(
      'hostname',
      `is this installation's own: stores answer below ${baseDomain} by themselves`,
    )
  return inControlTx(ctx, async (ctx) => {
    await queries.lockTenant(ctx.tx, tenantId)
    if ((await queries.countDomains(ctx.tx, tenantId)) >= MAX_DOMAINS)
      throw new DomainError('too_many_domains', `A store has at most ${MAX_DOMAINS} domains.`)
    const id = await onViolation(
      {
        domains_hostname_key: () =>
          fieldError('hostname', 'This is a domain of yours already.', 'domain_exists'),
      },
      () => queries.insertDomain(ctx.tx, tenantId, hostname),
    )
    return shown(ctx, await knownDomain(ctx, { tenant_id: tenantId, domain_id: id }))
  })
}

export async function listDomains(
  ctx: ControlCtx,
  tenantId: string,
  { limit, cursor, status }: DomainFilter,
) {
  const rows = await queries.listDomains(ctx.db, tenantId, {
    limit: limit + 1,
    before: readCursor(cursor),
    status,
  })
  return { data: rows.slice(0, limit).map((row) => shown(ctx, row)), next_cursor: cursorOf(rows, limit) }
}

/** Throws `not_found`. */
export const getDomain = async (ctx: ControlCtx, id: DomainId): Promise<Domain> =>
  shown(ctx, await knownDomain(ctx, id))

/** Lets the store's other names lead to this one. Throws `not_found` or `domain_not_verified`. */
export function makePrimary(ctx: ControlCtx, id: DomainId): Promise<Domain> {
  return inControlTx(ctx, async (ctx) => {
    await queries.lockTenant(ctx.tx, id.tenant_id)
    const domain = found(await queries.lockDomain(ctx.tx, id.tenant_id, id.domain_id), id)
    if (domain.status !== 'verified')
      throw new DomainError(
        'domain_not_verified',
        `${domain.hostname} is not verified, so nothing may lead there.`,
      )
    await queries.setPrimary(ctx.tx, id.tenant_id, id.domain_id)
    return getDomain(ctx, id)
  })
}

/** Lets the store's other names lead nowhere but to themselves, if they led to this one. Throws `not_found`. */
export function clearPrimary(ctx: ControlCtx, id: DomainId): Promise<Domain> {
  return inControlTx(ctx, async (ctx) => {
    await queries.clearPrimary(ctx.tx, id.tenant_id, id.domain_id)
    return getDomain(ctx, id)
  })
}

/** Gives a name up: it is no longer served, and to have it again it must be claimed and proved anew. Throws `not_found`. */
export function removeDomain(ctx: ControlCtx, id: DomainId): Promise<Domain> {
  return inControlTx(ctx, async (ctx) => {
    const domain = found(await queries.lockDomain(ctx.tx, id.tenant_id, id.domain_id), id)
    if (domain.status !== 'removed') await queries.markRemoved(ctx.tx, id.tenant_id, id.domain_id)
    return getDomain(ctx, id)
  })
}

/** Throws `not_found`. */
export const knownDomain = async (ctx: ControlCtx, id: DomainId): Promise<queries.DomainRow> =>
  found(await queries.findDomain(ctx.db, id.tenant_id, id.domain_id), id)

export function found(row: queries.DomainRow | undefined, { domain_id }: DomainId): queries.DomainRow {
  if (row === undefined) throw new DomainError('not_found', `There is no domain ${domain_id}.`)
  return row
}

/** The records that prove a domain and lead it here. */
export const recordsFor = (ctx: ControlCtx, { hostname, token, slug }: queries.DomainRow) =>
  recordsOf(hostname, token, ctx.domains.target ?? `${slug}.${ctx.domains.baseDomain}`)

export function shown(ctx: ControlCtx, row: queries.DomainRow): Domain {
  const { tenant_id, slug, token, warned_at, ...domain } = row
  return {
    ...domain,
    hostname_unicode: domainToUnicode(row.hostname),
    records: recordsFor(ctx, row),
  }
}
