// Fresh databases for a test file, copied from the migrated templates.
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { asApp, withDatabase } from '../../infra/local/databases.ts'

export const APP_PASSWORD = 'storeplane-app-in-tests'
export const TEMPLATES = { control: 'template_control', shard: 'template_shard' }

export type TestDatabase = {
  /** As the role that requests and jobs use. */
  appUrl: string
  ownerUrl: string
  /** The owner's connection, for arranging and for looking behind the wall. */
  owner: postgres.Sql
  drop: () => Promise<void>
}

export async function createTestDatabase(template: keyof typeof TEMPLATES): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl')
  const name = `test_${template}_${randomBytes(6).toString('hex')}`
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} })
  // Copies of one template take turns: Postgres refuses while another session copies it.
  await admin`select pg_advisory_lock(1)`
  await admin`create database ${admin(name)} template ${admin(TEMPLATES[template])}`
  await admin`select pg_advisory_unlock(1)`
  const ownerUrl = withDatabase(serverUrl, name)
  const owner = postgres(ownerUrl, { max: 4, onnotice: () => {} })
  return {
    appUrl: asApp(ownerUrl, APP_PASSWORD),
    ownerUrl,
    owner,
    drop: async () => {
      await owner.end()
      await admin`drop database ${admin(name)} with (force)`
      await admin.end()
    },
  }
}
