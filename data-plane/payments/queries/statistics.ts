import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'

// What was tried: pending without a failure means that nobody knows yet.
const attempts = sql`(status <> 'pending' or failure_code is not null)`

export type DayOfGateway = {
  gateway_id: string
  day: string
  attempts: number
  succeeded: number
  failures: Record<string, number>
  p50_ms: number | null
  p95_ms: number | null
}
const readDays = prepared<{ tenantId: string; gatewayIds: string; from: string; to: string }, DayOfGateway>(
  (p) => sql`
    select g.id as gateway_id, d.* from unnest(${p.gatewayIds}::uuid[]) as g (id), lateral (
      select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as attempts,
        count(*) filter (where status = 'succeeded')::int as succeeded,
        (percentile_disc(0.5) within group (order by milliseconds))::int as p50_ms,
        (percentile_disc(0.95) within group (order by milliseconds))::int as p95_ms,
        coalesce((select jsonb_object_agg(code, n) from (
          select failure_code as code, count(*)::int as n from unnest(array_agg(failure_code)) as failure_code
          where failure_code is not null group by 1) f), '{}') as failures
      from payment_operations
      where tenant_id = ${p.tenantId} and gateway_id = g.id and created_at >= ${p.from} and created_at < ${p.to} and ${attempts}
      group by 1) d
    order by 1, 2`,
)
/** What was asked of each gateway on each day, UTC. Failures by their codes. */
export const readStatistics = (
  tx: Tx,
  tenantId: string,
  gatewayIds: readonly string[],
  range: { from: string; to: string },
) => readDays(tx, { tenantId, gatewayIds: `{${gatewayIds.join()}}`, ...range })

export type Health = { attempts: number; failed: number }
const readHealth = prepared<{ tenantId: string; gatewayId: string; since: string }, Health>(
  (p) => sql`
    select count(*)::int as attempts,
      count(*) filter (where failure_code in ('no_answer', 'provider_error'))::int as failed
    from (
      select failure_code from payment_operations
      where tenant_id = ${p.tenantId} and gateway_id = ${p.gatewayId} and created_at >= ${p.since} and ${attempts}
      order by created_at desc limit 1000) latest`,
)
/** How much of the latest thousand attempts failed at a gateway for reasons of the provider. */
export const healthOf = async (tx: Tx, tenantId: string, gatewayId: string, since: string): Promise<Health> =>
  (await readHealth(tx, { tenantId, gatewayId, since }))[0] as Health

const mark = prepared<
  { tenantId: string; id: string; at: string | null; isFailing: boolean },
  { id: string }
>(
  (p) => sql`
    update payment_gateways set failing_since = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id} and (failing_since is not null) <> ${p.isFailing} returning id`,
)
/** Notes since when too much fails at a gateway, or null; false when that is how it stood. */
export const markFailing = async (
  tx: Tx,
  tenantId: string,
  id: string,
  since: string | null,
): Promise<boolean> => (await mark(tx, { tenantId, id, at: since, isFailing: since !== null })).length > 0

const listAll = prepared<{ tenantId: string }, { id: string; code: string; archived_at: string | null }>(
  (p) => sql`
    select id, code, ${utc('archived_at')} as archived_at from payment_gateways where tenant_id = ${p.tenantId} order by id`,
)
/** Archived ones too. */
export const listAllGateways = (tx: Tx, tenantId: string) => listAll(tx, { tenantId })
