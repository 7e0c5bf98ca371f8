// The databases of an installation on one machine.
import type { Log } from '../../shared/log.ts'
import type { OnStop } from '../../shared/process.ts'
import { VaultKeys } from '../../shared/vault/keys.ts'
import { openVault } from '../../shared/vault/vault.ts'
import { rotateVault } from '../vault/rotate.ts'
import {
  ensureDatabase,
  migrateControl,
  migrateShard,
  registerShard,
  setAppPassword,
  withDatabase,
} from './databases.ts'
import { startPostgres } from './postgres.ts'
import type { Secrets } from './secrets.ts'

const SHARDS = ['shard-1', 'shard-2']
const MAX_TENANTS = 10_000

/** The shards' databases stand beside the control database. */
export function shardUrlsOf(controlUrl: string): ReadonlyMap<string, string> {
  return new Map(
    SHARDS.map((name) => [name, withDatabase(controlUrl, `storeplane_${name.replace('-', '_')}`)]),
  )
}

/** Starts the Postgres that comes along; gives the control database's URL. */
export async function startEmbedded(dataDir: string, log: Log, onStop: OnStop): Promise<string> {
  const postgres = await startPostgres({ dataDir, log: (line) => log.info(line) })
  onStop(postgres.stop)
  return postgres.url('storeplane_control')
}

/** Creates and migrates what is not there yet. */
export async function prepareDatabases(
  controlUrl: string,
  shardUrls: ReadonlyMap<string, string>,
  secrets: Secrets,
): Promise<void> {
  for (const url of [controlUrl, ...shardUrls.values()]) await ensureDatabase(url)
  await migrateControl(controlUrl)
  await Promise.all([...shardUrls.values()].map(migrateShard))
  await setAppPassword(controlUrl, secrets.appPassword)
  for (const name of shardUrls.keys())
    await registerShard(controlUrl, { name, region: 'local', maxTenants: MAX_TENANTS, workerUrl: null })
  const keys = VaultKeys.parse(secrets.vaultKeys)
  if (keys.length > 1) {
    await rotateVault(controlUrl, 'control', openVault(keys))
    for (const url of shardUrls.values()) await rotateVault(url, 'shard', openVault(keys))
  }
}
