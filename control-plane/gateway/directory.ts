// Tenant routes and credentials, kept in memory and kept true by the control database's notifications.
import { z } from 'zod'
import { hashCredential } from '../../shared/auth/credentials.ts'
import type { Db } from '../../shared/db/connect.ts'
import { listen } from '../../shared/db/listen.ts'
import type { Log } from '../../shared/log.ts'
import { type Hearing, trackedCache } from './cache.ts'
import { type Credential, findCredential, findRoute, type TenantRoute } from './queries.ts'

export type Directory = {
  bySlug: (slug: string) => Promise<TenantRoute | undefined>
  byId: (tenantId: string) => Promise<TenantRoute | undefined>
  credential: (secret: string) => Promise<Credential | undefined>
  stop: () => Promise<void>
}

export const CHANGES_CHANNEL = 'control_changes'

const Change = z.object({ table: z.string(), keys: z.array(z.string()).nullable() })

/** Opens the directory over the control database and starts to listen for changes. */
export async function openDirectory(db: Db, databaseUrl: string, log: Log): Promise<Directory> {
  const hearing: Hearing = { unheardSince: Date.now() }
  const slugs = trackedCache<TenantRoute>((slug) => findRoute(db, { slug }), hearing)
  const ids = trackedCache<TenantRoute>((id) => findRoute(db, { id }), hearing)
  const credentials = trackedCache<Credential>((hash) => findCredential(db, hash), hearing)

  const listener = await listen(
    databaseUrl,
    CHANGES_CHANNEL,
    {
      onMessage: (payload) => {
        const { table, keys } = Change.parse(JSON.parse(payload))
        if (table === 'tenants') for (const routes of [slugs, ids]) routes.forget(keys ?? [])
        else if (table === 'shards') for (const routes of [slugs, ids]) routes.clear()
        else if (table === 'memberships') credentials.clear()
        else credentials.forget(keys ?? [])
      },
      onUp: () => {
        for (const cache of [slugs, ids, credentials]) cache.clear()
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
    credential: async (secret) => {
      const found = await credentials.get(hashCredential(secret))
      return found?.kind === 'account' && Date.parse(found.expires_at) <= Date.now() ? undefined : found
    },
    stop: listener.stop,
  }
}
