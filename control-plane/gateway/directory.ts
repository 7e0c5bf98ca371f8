// Tenant routes and credentials, kept in memory and kept true by the control database's notifications.
import { z } from 'zod'
import { hashCredential } from '../../shared/auth/credentials.ts'
import type { StorePermission } from '../../shared/auth/permissions.ts'
import type { Db } from '../../shared/db/connect.ts'
import { listen } from '../../shared/db/listen.ts'
import { DomainError } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'
import { type Hearing, type Known, trackedCache } from './cache.ts'
import { type Credential, findCredential, findRoute, type TenantRoute } from './queries.ts'

export type Directory = {
  bySlug: (slug: string) => Known<TenantRoute>
  byId: (tenantId: string) => Known<TenantRoute>
  credential: (secret: string) => Known<Credential>
  stop: () => Promise<void>
}

// A hundred thousand tenants on one plan hold its name once, and equal lists of scopes one list.
const texts = new Map<string, string>()
const scopeLists = new Map<string, StorePermission[]>()

function shared<K, V>(known: Map<K, V>, key: K, value: V): V {
  const first = known.get(key) ?? value
  known.set(key, first)
  return first
}
const text = <T extends string>(value: T): T => shared(texts, value, value) as T

const leanRoute = (route: TenantRoute | undefined): TenantRoute | undefined =>
  route && {
    ...route,
    status: text(route.status),
    plan: text(route.plan),
    shard: text(route.shard),
    worker_url: route.worker_url === null ? null : text(route.worker_url),
  }

function leanCredential(found: Credential | undefined): Credential | undefined {
  if (found === undefined || found.kind === 'account') return found
  return { ...found, kind: text(found.kind), scopes: shared(scopeLists, found.scopes.join(), found.scopes) }
}

const CHANGES_CHANNEL = 'control_changes'

const Change = z.object({ table: z.string(), keys: z.array(z.string()).nullable() })

/** A connection that broke without a word would otherwise keep a request waiting for many minutes. */
const ANSWER_TIMEOUT_MS = 2_000

/** Opens the directory over the control database and starts to listen for changes. */
export async function openDirectory(db: Db, databaseUrl: string, log: Log): Promise<Directory> {
  const hearing: Hearing = { unheardSince: Date.now(), failedAt: undefined }
  const slugs = trackedCache<TenantRoute>((slug) => inTime(findRoute(db, { slug }).then(leanRoute)), hearing)
  const ids = trackedCache<TenantRoute>((id) => inTime(findRoute(db, { id }).then(leanRoute)), hearing)
  const credentials = trackedCache<Credential>(
    (hash) => inTime(findCredential(db, hash).then(leanCredential)),
    hearing,
  )
  const clearAll = () => {
    for (const cache of [slugs, ids, credentials]) cache.clear()
  }

  const listener = await listen(
    databaseUrl,
    CHANGES_CHANNEL,
    {
      onMessage: (payload) => {
        const { table, keys } = readChange(payload) ?? {}
        if (table === undefined) clearAll()
        else if (table === 'tenants') for (const routes of [slugs, ids]) routes.forget(keys ?? [])
        else if (table === 'shards') for (const routes of [slugs, ids]) routes.clear()
        else if (table === 'memberships') credentials.clear()
        else credentials.forget(keys ?? [])
      },
      onUp: () => {
        clearAll()
        hearing.unheardSince = undefined
      },
      onDown: () => {
        hearing.unheardSince ??= Date.now()
      },
    },
    log,
  )

  return {
    bySlug: (slug) => slugs.get(slug),
    byId: (tenantId) => ids.get(tenantId),
    credential: (secret) => {
      const known = credentials.get(hashCredential(secret))
      return known instanceof Promise ? known.then(unexpired) : unexpired(known)
    },
    stop: listener.stop,
  }
}

const unexpired = (found: Credential | undefined): Credential | undefined =>
  found?.kind === 'account' && Date.parse(found.expires_at) <= Date.now() ? undefined : found

/** Undefined for a message that is none of ours. */
function readChange(payload: string): z.output<typeof Change> | undefined {
  try {
    return Change.parse(JSON.parse(payload))
  } catch {
    return undefined
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(
    () =>
      timeout.reject(
        new DomainError('unavailable', 'The store directory does not answer just now.', { retryAfter: 1 }),
      ),
    ANSWER_TIMEOUT_MS,
  )
  try {
    return await Promise.race([answer, timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}
