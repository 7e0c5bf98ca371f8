// One Postgres for all integration tests, with a migrated control database and shard to copy from.
import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { ensureDatabase, migrateControl, migrateShard, setAppPassword } from '../../infra/local/databases.ts'
import { startPostgres } from '../../infra/local/postgres.ts'
import { APP_PASSWORD, TEMPLATES } from './database.ts'
import { makeScratch } from './scratch.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
  }
}

/**
 * Losing data with the machine is fine in tests; waiting for the disk is not. Nor is planning a statement for each of its
 * values, or the many rounds that make a password hard to guess.
 */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_replication_slots: '0',
  autovacuum: 'off',
  shared_buffers: '1GB',
  scram_iterations: '1',
  plan_cache_mode: 'force_generic_plan',
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = makeScratch('test')
  const postgres = await startPostgres({ dataDir, settings: FAST })
  const control = postgres.url(TEMPLATES.control)
  const shard = postgres.url(TEMPLATES.shard)
  await ensureDatabase(control)
  await ensureDatabase(shard)
  await migrateControl(control)
  await migrateShard(shard)
  await setAppPassword(control, APP_PASSWORD)
  project.provide('postgresUrl', postgres.url('postgres'))
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
