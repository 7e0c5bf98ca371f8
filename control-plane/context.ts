// What every request of the platform API carries, and the control database's own transaction.
import type { BaseCtx } from '../shared/context.ts'
import type { Tx } from '../shared/db/connect.ts'
import type { Queue } from '../shared/jobs/queue.ts'
import type { Mailer } from '../shared/mail/smtp.ts'
import type { Vault } from '../shared/vault/vault.ts'
import type { AccountCookies } from './cookies.ts'
import type { ControlDb } from './database.ts'
import type { IdentityProviders } from './identity-providers.ts'
import type { AccountTokens } from './tokens.ts'

/** The queue of the control database. `jobs.ts` adds to it, and people look after it. */
type ControlJobs = Pick<Queue, 'insertion' | 'wake' | 'query' | 'schedules'>

/**
 * Asks a shard, through one of its workers, for what concerns no single tenant, and gives its answer as JSON. Throws
 * `not_found` for an unknown shard, `unavailable` when no worker answers, and what the worker itself refuses with.
 */
export type AskShard = (shard: string, question: Question) => Promise<unknown>

/** The same of one store's own, through a worker of its shard; undefined where the shard never heard of the store. */
export type AskStore = (tenantId: string, question: Question) => Promise<unknown>

export type Question = { method: 'GET' | 'POST'; path: string; body?: unknown; requestId: string }

/** What DNS holds at a name, or why the name servers gave no answer. */
export type LookUp = (
  name: string,
  type: 'TXT' | 'CNAME' | 'A' | 'AAAA',
) => Promise<{ values: readonly string[] } | { fault: string }>

/** How stores answer at names of their own: those point to `target`, or without one to the store's name below `baseDomain`. */
type DomainSetup = { baseDomain: string; target: string | undefined; lookUp: LookUp }

/** What the control plane's own code reaches beside its database. */
export type ControlServices = {
  readonly jobs: ControlJobs
  readonly askShard: AskShard
  readonly askStore: AskStore
  /** Where people find the installation: scheme and host, without a slash at the end. Links in mails begin with it. */
  readonly publicUrl: string
  readonly tokens: AccountTokens
  readonly vault: Vault
  readonly identityProviders: IdentityProviders
  readonly domains: DomainSetup
  /** Undefined where no mail server is set: then mails stay in the outbox. */
  readonly mailer: Mailer | undefined
}

/** Under a path that names a tenant, `db` and `transaction` see that tenant's rows only; elsewhere all. */
export type ControlCtx = BaseCtx &
  ControlDb &
  ControlServices & {
    /** The console's own, when the request shows nothing else; undefined in jobs. */
    readonly cookies?: AccountCookies | undefined
  }
export type ControlTxCtx = ControlCtx & {
  readonly tx: Tx
  readonly queued: Set<string>
  /** What stays done though the transaction is rolled back, such as counting a refusal. It runs after that, in order. */
  readonly afterRollback: ((ctx: ControlCtx) => Promise<unknown>)[]
}

/** Runs `work` in one transaction of the control database, or joins the one that is open. */
export async function inControlTx<T>(
  ctx: ControlCtx | ControlTxCtx,
  work: (ctx: ControlTxCtx) => Promise<T>,
): Promise<T> {
  return 'tx' in ctx ? work(ctx as ControlTxCtx) : inOwnControlTx(ctx as OutsideTxCtx, work)
}

/** A ctx outside any transaction: that of a route which takes no Idempotency-Key, and of a job. */
export type OutsideTxCtx = ControlCtx & { readonly tx?: never }

/**
 * Runs `work` in a transaction of its own, whose effects stay when the caller then refuses, such as the count of failures.
 * Within another transaction it would wait for that one's locks, and for a second connection: there it throws.
 */
export async function inOwnControlTx<T>(
  ctx: OutsideTxCtx,
  work: (ctx: ControlTxCtx) => Promise<T>,
): Promise<T> {
  if ('tx' in ctx) throw new Error('A transaction of its own was to begin within another.')
  const queued = new Set<string>()
  const afterRollback: ControlTxCtx['afterRollback'] = []
  try {
    // `db` too is the transaction: a second connection from within one could wait for itself once the pool is used up.
    const result = await ctx.transaction((tx) => work({ ...ctx, db: tx, tx, queued, afterRollback }))
    ctx.jobs.wake(queued)
    return result
  } catch (error) {
    for (const done of afterRollback) await done(ctx)
    throw error
  }
}
