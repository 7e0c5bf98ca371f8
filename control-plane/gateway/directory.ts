// Tenant routes and credentials, kept in memory and kept true by the control database's notifications.
import { z } from 'zod'
import { hashCredential, inspectKey } from '../../shared/auth/credentials.ts'
import type { StaffPermission, StorePermission } from '../../shared/auth/permissions.ts'
import type { Pool } from '../../shared/db/connect.ts'
import { listen } from '../../shared/db/listen.ts'
import { DomainError } from '../../shared/errors.ts'
import type { Client } from '../../shared/http/client.ts'
import type { Log } from '../../shared/log.ts'
import { after, type Soon } from '../../shared/soon.ts'
import { controlDb } from '../database.ts'
import { type AccountTokens, isSessionToken } from '../tokens.ts'
import { type Hearing, type Known, trackedCache } from './cache.ts'
import { lookupBounds } from './lookups.ts'
import { type Names, trackNames } from './names.ts'
import {
  type AccountCredential,
  type Credential,
  findCredential,
  findRoute,
  findSession,
  type Membership,
  type TenantRoute,
} from './queries.ts'

export type Directory = {
  /** The store whose own domain this is. */
  byDomain: (hostname: string) => Known<TenantRoute>
  names: Names
  /** `client` bounds how many unknown ones it may look for. */
  bySlug: (slug: string, client: () => Client) => Known<TenantRoute>
  byId: (tenantId: string) => Known<TenantRoute>
  credential: (secret: string, client: () => Client) => Soon<Credential | undefined>
  stop: () => Promise<void>
}

// A hundred thousand tenants on one plan hold its name once, and equal lists of scopes one list.
const texts = new Map<string, string>()
const scopeLists = new Map<string, StorePermission[]>()
const permissionLists = new Map<string, readonly StaffPermission[]>()
/** Stores make roles of their own: so many lists at most are known as shared. */
const MAX_SHARED = 10_000

function shared<K, V>(known: Map<K, V>, key: K, value: V): V {
  if (known.size >= MAX_SHARED) known.clear()
  const first = known.get(key) ?? value
  known.set(key, first)
  return first
}
const text = <T extends string>(value: T): T => shared(texts, value, value) as T

const leanRoute = (route: TenantRoute | undefined): TenantRoute | undefined =>
  // Field by field: a spread makes objects that are half as large again.
  route && {
    tenant_id: route.tenant_id,
    name: route.name,
    contact_email: route.contact_email,
    slug: route.slug,
    epoch: route.epoch,
    provisioned: route.provisioned,
    cors_origins: route.cors_origins,
    rates: route.rates,
    status: text(route.status),
    plan: text(route.plan),
    shard: text(route.shard),
    worker_url: route.worker_url === null ? null : text(route.worker_url),
  }

function leanCredential(found: Credential | undefined): Credential | undefined {
  if (found === undefined || found.kind === 'account') return found
  found.kind = text(found.kind)
  found.scopes = shared(scopeLists, found.scopes.join(), found.scopes)
  return found
}

const leanSession = (found: AccountCredential | undefined): AccountCredential | undefined =>
  found && { ...found, memberships: found.memberships.map(leanMembership) }

const leanMembership = ({ tenant_id, permissions }: Membership): Membership => ({
  tenant_id,
  permissions: shared(permissionLists, permissions.join(), permissions),
})

const CHANGES_CHANNEL = 'control_changes'

const Change = z.object({ table: z.string(), keys: z.array(z.string()).nullable() })

/** A connection that broke without a word would otherwise keep a request waiting for many minutes. */
const ANSWER_TIMEOUT_MS = 2_000

/** Opens the directory over the control database and starts to listen for changes. */
export async function openDirectory(
  pool: Pick<Pool, 'behind' | 'transaction'>,
  databaseUrl: string,
  { tokens, log }: { tokens: AccountTokens; log: Log },
): Promise<Directory> {
  const { db } = controlDb(pool, 'all')
  const hearing: Hearing = { unheardSince: Date.now(), failedAt: undefined }
  const slugs = trackedCache<TenantRoute>((slug) => inTime(findRoute(db, { slug }).then(leanRoute)), hearing)
  const ids = trackedCache<TenantRoute>((id) => inTime(findRoute(db, { id }).then(leanRoute)), hearing)
  const credentials = trackedCache<Credential>(
    (hash) => inTime(findCredential(db, hash).then(leanCredential)),
    hearing,
    ({ kind, id }) => (kind === 'account' ? id : undefined),
  )
  const sessions = trackedCache<AccountCredential>(
    (id) => inTime(findSession(db, id).then(leanSession)),
    hearing,
    ({ id }) => id,
  )
  const within = lookupBounds()
  const names = trackNames(db, log)
  const clearAll = () => {
    for (const cache of [slugs, ids, credentials, sessions]) cache.clear()
  }

  let loaded: Promise<void> | undefined
  const listener = await listen(
    databaseUrl,
    CHANGES_CHANNEL,
    {
      onMessage: (payload) => {
        const { table, keys } = readChange(payload) ?? {}
        if (table === 'tenants' || table === 'domains') names.refresh(table, keys ?? [])
        if (table === undefined) clearAll()
        else if (table === 'domains') return
        else if (table === 'tenants') for (const routes of [slugs, ids]) routes.forget(keys ?? [])
        else if (table === 'shards' || table === 'plans') for (const routes of [slugs, ids]) routes.clear()
        else if (table === 'rate_tiers') credentials.clear()
        else if (table === 'sessions') sessions.forget(keys ?? [])
        else if (table === 'memberships' || table === 'accounts')
          for (const known of [sessions, credentials]) known.forgetGroups(keys ?? [])
        else credentials.forget(keys ?? [])
      },
      onUp: () => {
        clearAll()
        hearing.unheardSince = undefined
        loaded = names.heard()
      },
      onDown: () => {
        hearing.unheardSince ??= Date.now()
        names.unheard()
      },
    },
    log,
  )

  await loaded

  return {
    byDomain: (hostname) => {
      const domain = names.domain(hostname)
      return domain && ids.get(domain.tenant_id)
    },
    names,
    bySlug: (slug, client) => slugs.get(slug, (look) => within(client, look)),
    byId: (tenantId) => ids.get(tenantId),
    credential: (secret, client) =>
      isSessionToken(secret)
        ? after(tokens.readSession(secret), (token) => token && sessions.get(token.sessionId))
        : after(
            credentials.get(hashCredential(secret), (look) =>
              inspectKey(secret) === 'broken' ? undefined : within(client, look),
            ),
            unexpired,
          ),
    stop: () => {
      names.stop()
      return listener.stop()
    },
  }
}

/** Nobody tells of the end of an impersonation's time. */
const unexpired = (found: Credential | undefined): Credential | undefined =>
  found?.kind === 'account' &&
  found.impersonation !== undefined &&
  Date.parse(found.impersonation.expires_at) <= Date.now()
    ? undefined
    : found

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
