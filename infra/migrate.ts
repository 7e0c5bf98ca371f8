// Prepares the databases of an installation that runs on several machines. The owner's URLs are given here, once;
// gateway and workers are given those of the application role.
import {
  ensureDatabase,
  migrateControl,
  migrateShard,
  registerShard,
  setAppPassword,
} from './local/databases.ts'

const USAGE = `Usage:
  npm run migrate -- control <owner-url>
  npm run migrate -- shard <owner-url>
  npm run migrate -- app-password <owner-url> <password>
  npm run migrate -- register-shard <control-owner-url> <name> <region> <max-tenants> <worker-url>`

const [command, url = '', ...rest] = process.argv.slice(2)
if (command === 'control' && url !== '') {
  await ensureDatabase(url)
  await migrateControl(url)
} else if (command === 'shard' && url !== '') {
  await ensureDatabase(url)
  await migrateShard(url)
} else if (command === 'app-password' && rest.length === 1) {
  await setAppPassword(url, rest[0] as string)
} else if (
  command === 'register-shard' &&
  rest.length === 4 &&
  Number(rest[2]) > 0 &&
  URL.canParse(rest[3] ?? '')
) {
  const [name, region, maxTenants, workerUrl] = rest as [string, string, string, string]
  await registerShard(url, { name, region, maxTenants: Number(maxTenants), workerUrl })
} else {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = 64
}
