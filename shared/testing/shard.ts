// A shard without gateway and worker, for calling services directly in transactions of their own.

import { randomUUID } from 'node:crypto'
import { createCache } from '../cache/cache.ts'
import type { Ctx, Shard } from '../context.ts'
import { openPool } from '../db/connect.ts'
import { NO_CLIENT } from '../http/client.ts'
import { createLog } from '../log.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { VAULT } from './vault.ts'

export type TestShard = {
  database: TestDatabase
  /** Registers a new tenant and gives a context for it. */
  newTenant: () => Promise<Ctx>
  stop: () => Promise<void>
}

export async function startTestShard(): Promise<TestShard> {
  const database = await createTestDatabase('shard')
  const pool = openPool(database.appUrl, 8, 'test shard')
  const shard: Shard = {
    name: 'shard-1',
    pool,
    queue: {} as Shard['queue'],
    subscribed: new Set(),
    eventCounter: { add: () => {} },
    cache: createCache({ maxBytes: 0, shard: 'test' }),
    answer: async () => new Response(),
    exchangeRates: {} as Shard['exchangeRates'],
    paymentProviders: { urls: {}, timeoutMs: 0 },
    outbound: {} as Shard['outbound'],
    documentFont: undefined,
    mailer: undefined,
    files: {} as Shard['files'],
    vault: VAULT,
  }
  return {
    database,
    newTenant: async () => {
      const tenantId = randomUUID()
      await database.owner`insert into app.tenants (tenant_id) values (${tenantId})`
      return {
        tenantId,
        epoch: 1,
        plan: 'starter',
        shard,
        principal: { kind: 'anonymous', id: '', permissions: new Set() },
        requestId: 'test',
        client: NO_CLIENT,
        now: new Date(),
        log: createLog('silent', 'test'),
      }
    },
    stop: async () => {
      await pool.close()
      await database.drop()
    },
  }
}
