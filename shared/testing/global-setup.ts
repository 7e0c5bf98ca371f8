// One Postgres for all integration tests, with a migrated control database and shard to copy from.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ensureDatabase, migrateControl, migrateShard, setAppPassword } from '../../infra/local/databases.ts'
import { startPostgres } from '../../infra/local/postgres.ts'
import { APP_PASSWORD, TEMPLATES } from './database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
  }
}

/** Losing data with the machine is fine in tests; waiting for the disk is not. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'storeplane-test-'))
  // Root's Postgres runs as another account; a place that it cannot reach would be replaced by one that stays.
  await chmod(dataDir, 0o755)
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
