// Seals all secrets of an installation anew with the first of VAULT_KEYS, after which the others can be taken out.
import { loadEnvFile, vaultConfig } from '../shared/config.ts'
import { StartError } from '../shared/process.ts'
import { openVault } from '../shared/vault/vault.ts'
import { type Rotation, rotateVault } from './vault/rotate.ts'

const USAGE = `Usage:
  VAULT_KEYS=<new>,<old> npm run rotate-vault -- <control-database-url> <shard-database-url>...`

const [control, ...shards] = process.argv.slice(2)
try {
  if (control === undefined) throw new StartError(USAGE)
  loadEnvFile()
  await rotateAll(control)
} catch (error) {
  if (!(error instanceof StartError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 64
}

async function rotateAll(control: string): Promise<void> {
  const vault = openVault(vaultConfig().VAULT_KEYS)
  const done = [await rotateVault(control, 'control', vault)]
  for (const url of shards) done.push(await rotateVault(url, 'shard', vault))
  const sum = (what: keyof Rotation) => done.reduce((total, rotation) => total + rotation[what], 0)
  process.stdout.write(`Sealed anew: ${sum('sealed')}. Opened by none of these keys: ${sum('unreadable')}.\n`)
  if (sum('unreadable') > 0) process.exitCode = 1
}
