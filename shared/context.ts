// What every request and job carries: who asks, for which tenant, when, and the one door to tenant data.
import { sql } from 'drizzle-orm/sql'
import type { Principal } from './auth/permissions.ts'
import type { Cache } from './cache/cache.ts'
import { touchCacheTags } from './db/cache-tags.ts'
import type { Pool, Tx } from './db/connect.ts'
import { sqlState } from './db/errors.ts'
import type { Statement } from './db/wire.ts'
import type { EventCounter } from './events/counts.ts'
import { markOutbox, type Outbox, openOutbox, outboxStatements } from './events/outbox.ts'
import type { FileStore } from './files/files.ts'
import type { Client } from './http/client.ts'
import type { Outbound } from './http/outbound.ts'
import type { Queue } from './jobs/queue.ts'
import type { Log } from './log.ts'
import type { Mailer } from './mail/smtp.ts'
import type { Soon } from './soon.ts'
import type { Vault } from './vault/vault.ts'

export type BaseCtx = {
  readonly principal: Principal
  readonly requestId: string
  readonly client: Client
  readonly now: Date
  readonly log: Log
}

/** Built once per request or job; passed, never looked up. */
export type Ctx = BaseCtx & {
  readonly tenantId: string
  /** The tenant's epoch that the gateway knew; undefined in jobs, which live and move with their tenant's database. */
  readonly epoch: number | undefined
  readonly plan: string
  readonly shard: Shard
  /** The shopper's own, as sent; nobody has looked at it yet. */
  readonly customerToken?: string | undefined
}

/** Built for a request of the control plane that concerns a whole shard. It names no tenant, so it reaches no tenant's rows. */
export type ShardCtx = BaseCtx & { readonly shard: Shard }

/** The database a worker is bound to, its job queue, which queues follow which event, what is cached of it, and its files. */
export type Shard = {
  readonly name: string
  readonly pool: Pool
  readonly queue: Queue
  readonly subscribed: ReadonlySet<string>
  readonly eventCounter: Pick<EventCounter, 'add'>
  readonly cache: Cache
  readonly exchangeRates: RateSource
  readonly paymentProviders: PaymentProviders
  /** To addresses that stores name. */
  readonly outbound: Outbound
  /** The file of a font for characters that documents' own fonts do not have. */
  readonly documentFont: string | undefined
  /** The installation's mail server, if it has one. */
  readonly mailer: Mailer | undefined
  readonly files: FileStore
  readonly vault: Vault
  /** The worker's own answer, to a GET unless `init` says more, for whom `ctx` names. */
  readonly answer: (ctx: Ctx, path: string, init?: RequestInit) => Soon<Response>
}

/** Where each payment provider is, by its name, when not at its own address, and how long to wait for it. */
export type PaymentProviders = { readonly urls: Readonly<Record<string, string>>; readonly timeoutMs: number }

/** Where the exchange rates of each day come from, how long to wait for them, and for how long an answer serves all tenants. */
export type RateSource = { readonly url: string; readonly timeoutMs: number; readonly keptMs: number }

/** A Ctx that can read the tenant's rows. */
export type ReadCtx = Ctx & { readonly tx: Tx }
/** A Ctx inside an open tenant transaction. A function that must be atomic with its caller demands this type. */
export type TxCtx = ReadCtx & { readonly outbox: Outbox }

const MAX_ATTEMPTS = 3
const RETRYABLE = new Set(['40001', '40P01'])

/**
 * Runs `work` in one transaction that sees only the rows of ctx.tenantId, or joins the one that is open.
 * One statement names the tenant and checks its epoch; a stale epoch raises SQLSTATE SP001. It travels with the first
 * query, and events and jobs with the commit. Queries that are started together share a round trip. `work` may run again
 * after a deadlock or serialisation failure, so it must not reach outside the database.
 */
export async function inTx<T>(ctx: Ctx | TxCtx, work: (ctx: TxCtx) => Promise<T>): Promise<T> {
  if ('outbox' in ctx) return work(ctx)
  const { pool, queue, cache } = ctx.shard
  for (let attempt = 1; ; attempt += 1) {
    const outbox = openOutbox()
    let touched: Promise<string> | undefined
    try {
      const result = await pool.transaction(
        [enterTenant(ctx)],
        async (tx) => {
          const result = await work({ ...ctx, tx, outbox })
          if (outbox.tags.size > 0) {
            touched = touchCacheTags(tx, outbox.tags)
            withCommit(touched)
          }
          return result
        },
        () => outboxStatements(outbox, { ...ctx, queue }),
        ctx.tenantId,
      )
      // Before the caller hears of the commit, so that it never reads what it has changed as it was.
      if (touched !== undefined) cache.committed(await touched)
      if (outbox.jobs.size > 0) queue.wake(outbox.jobs.keys())
      ctx.shard.eventCounter.add(outbox.events)
      return result
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !RETRYABLE.has(sqlState(error) ?? '')) throw error
    }
  }
}

/**
 * Leaves `write` to travel with the commit instead of waiting for it here. Only for the last writes of a transaction,
 * whose results nobody needs; their failure is the transaction's.
 */
export function withCommit(...writes: readonly Promise<unknown>[]): void {
  for (const write of writes) write.catch(() => {})
}

/**
 * Runs `work`, which only reads, without a transaction around it: each query sees only the rows of ctx.tenantId, and those
 * that are started together cost one round trip. Postgres refuses writes. Joins the transaction that is open, if any.
 */
export async function inRead<T>(ctx: Ctx | ReadCtx, work: (ctx: ReadCtx) => Promise<T>): Promise<T> {
  if ('tx' in ctx) return work(ctx)
  return work({ ...ctx, tx: ctx.shard.pool.behind([enterTenant(ctx, READING)], ctx.tenantId) })
}

/** Runs `work` so that its failure undoes only what it did itself; the transaction around it goes on. */
export async function savepoint<T>(ctx: TxCtx, work: () => Promise<T>): Promise<T> {
  const resetOutbox = markOutbox(ctx.outbox)
  await ctx.tx.execute(sql`savepoint attempt`)
  try {
    const result = await work()
    await ctx.tx.execute(sql`release savepoint attempt`)
    return result
  } catch (error) {
    resetOutbox()
    await ctx.tx.execute(sql`rollback to savepoint attempt`)
    // It outlives the rollback, and would hide one of the same name around it.
    await ctx.tx.execute(sql`release savepoint attempt`)
    throw error
  }
}

const READING = `select app.enter_tenant($1, $2), set_config('transaction_read_only', 'on', true)`

const enterTenant = ({ tenantId, epoch }: Ctx, text = 'select app.enter_tenant($1, $2)'): Statement => ({
  text,
  values: [tenantId, epoch ?? null],
})
