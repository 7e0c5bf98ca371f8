// Tests the embedded Postgres: what survives restarts and kills, and whom a start leaves alone.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { type EmbeddedPostgres, startPostgres } from './postgres.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function makeDir(mode: number): string {
  // The name makes every path need quoting wherever a shell could see it.
  const dir = fs.mkdtempSync(join(tmpdir(), "storeplane o'clock é "))
  fs.chmodSync(dir, mode)
  cleanups.push(() => fs.rmSync(dir, { recursive: true }))
  return dir
}

async function start(dataDir: string, log?: (line: string) => void): Promise<EmbeddedPostgres> {
  const server = await startPostgres({ dataDir, settings, ...(log && { log }) })
  cleanups.push(() => server.stop())
  return server
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query({ text, rowMode: 'array' })
  await client.end()
  return rows.flat()
}

// Starts Postgres in another process, gives its URL, and leaves that process running.
async function startElsewhere(dataDir: string): Promise<{ owner: ChildProcess; url: string }> {
  const script = `
    const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)})
    const server = await startPostgres(${JSON.stringify({ dataDir, settings })})
    console.log(server.url('postgres'))`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanups.push(() => owner.kill('SIGKILL'))
  const [url] = await once(owner.stdout, 'data')
  return { owner, url: `${url}`.trim() }
}

test('a second start has the data, password and settings of the first', async () => {
  const dataDir = join(makeDir(0o755), 'data')
  const first = await start(dataDir)
  await query(first.url('postgres'), 'create database shop')
  await query(first.url('shop'), 'create table t as select 7 as n')
  await first.stop()
  await first.stop()
  expect(fs.readdirSync(dataDir).sort()).toEqual(['cluster', 'password', 'postgres.log'])
  expect(fs.statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600)

  const second = await start(dataDir)
  expect(await query(second.url('shop'), 'select n from t')).toEqual([7])
  expect(new URL(second.url('shop')).password).toBe(new URL(first.url('shop')).password)
  const shown = ['wal_level', 'max_connections', 'timezone', 'data_checksums', 'server_encoding', 'fsync']
  const values = shown.map((name) => `current_setting('${name}')`)
  expect(await query(second.url('shop'), `select ${values}`)).toEqual([
    'logical',
    '200',
    'UTC',
    'on',
    'UTF8',
    'off',
  ])
  const tracking = ['compute_query_id', 'pg_stat_statements.max', 'pg_stat_statements.track_utility']
  const tracked = tracking.map((name) => `current_setting('${name}')`)
  expect(await query(second.url('shop'), `select ${tracked}`)).toEqual(['on', '10000', 'off'])
  await query(second.url('shop'), 'create extension pg_stat_statements')
  expect(await query(second.url('shop'), 'select count(*) > 0 from pg_stat_statements')).toEqual([true])
  await expect(query(second.url('shop').replace(/:\w+@/, ':wrong@'), 'select 1')).rejects.toThrow('password')
})

test('accented letters are letters to search', async () => {
  const server = await start(makeDir(0o755))
  await query(server.url('postgres'), 'create extension pg_trgm')
  expect(
    await query(server.url('postgres'), "select similarity('ÉÅ ЖУК', 'éå жук'), lower('ÉÅ ЖУК')"),
  ).toEqual([1, 'éå жук'])
})

test('a cluster whose creation was cut short is created anew', async () => {
  const dataDir = makeDir(0o755)
  fs.mkdirSync(join(dataDir, 'cluster.abc'))
  fs.writeFileSync(join(dataDir, 'cluster.abc/PG_VERSION'), '18')
  fs.writeFileSync(join(dataDir, 'password'), 'old')
  const server = await start(dataDir)
  expect(await query(server.url('postgres'), 'select 1')).toEqual([1])
  expect(fs.existsSync(join(dataDir, 'cluster.abc'))).toBe(false)
})

test('a server orphaned by a killed process is replaced, with its data', async () => {
  const dataDir = makeDir(0o755)
  const { owner, url } = await startElsewhere(dataDir)
  await query(url, 'create table t as select 7 as n')
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  expect(await query(url, 'select n from t')).toEqual([7])

  const lines: string[] = []
  const server = await start(dataDir, (line) => lines.push(line))
  expect(lines).toEqual([expect.stringContaining('killed process')])
  await expect(query(url, 'select 1')).rejects.toThrow()
  expect(await query(server.url('postgres'), 'select n from t')).toEqual([7])
})

test('nothing of a killed server is still at work when the next one starts', async () => {
  const dataDir = makeDir(0o755)
  const first = await start(dataDir)
  await query(first.url('postgres'), 'create table t (n int)')
  const busy = new Client(first.url('postgres'))
  busy.on('error', () => {})
  await busy.connect()
  // A statement that never waits does not notice that its server has gone.
  const endless = busy.query('insert into t select n from generate_series(1, 1e9) n').catch(() => 'cut off')
  const findBusy = `select pid from pg_stat_activity where state = 'active' and query like 'insert into t %'`
  await vi.waitFor(async () => expect(await query(first.url('postgres'), findBusy)).toHaveLength(1))
  const [server] = fs.readFileSync(join(dataDir, 'cluster/postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(server), 'SIGKILL')
  await first.stop()
  const second = await start(dataDir)
  expect(await endless).toBe('cut off')
  expect(await query(second.url('postgres'), 'select 1')).toEqual([1])
})

test('a directory in use by a living process is refused', async () => {
  const dataDir = makeDir(0o755)
  const { owner, url } = await startElsewhere(dataDir)
  const message = `Another Storeplane (pid ${owner.pid}) is already running on ${dataDir}.`
  await expect(start(dataDir)).rejects.toThrow(message)
  expect(await query(url, 'select 1')).toEqual([1])
  owner.kill('SIGKILL')
  await once(owner, 'exit')

  await start(dataDir)
  await expect(start(dataDir)).rejects.toThrow(`(pid ${process.pid})`)
})

test('a stale pid file or lock does not hurt the process that has the pid now', async () => {
  const dataDir = makeDir(0o755)
  await (await start(dataDir)).stop()
  const other = spawn('sleep', ['60'])
  cleanups.push(() => other.kill())
  fs.writeFileSync(
    join(dataDir, 'cluster/postmaster.pid'),
    `${other.pid}\n${dataDir}/cluster\n1\n1\n\n\n\nready\n`,
  )
  fs.writeFileSync(join(dataDir, `storeplane-${other.pid}-12345-boot.lock`), '')
  const server = await start(dataDir)
  expect(await query(server.url('postgres'), 'select 1')).toEqual([1])
  expect(other.exitCode ?? other.signalCode).toBe(null)
})

test('a server that cannot start tells why and leaves no lock', async () => {
  const dataDir = makeDir(0o755)
  await (await start(dataDir)).stop()
  const failing = startPostgres({ dataDir, settings: { max_connections: 'many' } })
  await expect(failing).rejects.toThrow('invalid value for parameter "max_connections"')
  expect(fs.readdirSync(dataDir).filter((name) => name.endsWith('.lock'))).toEqual([])
})

test.runIf(process.getuid?.() === 0)('root can use a directory that only root can reach', async () => {
  const dataDir = join(makeDir(0o700), 'data')
  const first = await start(dataDir)
  const [cluster] = await query(first.url('postgres'), "select current_setting('data_directory')")
  const home = dirname(String(cluster))
  cleanups.unshift(() => fs.rmSync(home, { recursive: true }))
  expect(home.startsWith(dataDir)).toBe(false)
  await query(first.url('postgres'), 'create table t as select 7 as n')
  await first.stop()

  // Even when the reason for the other place has gone, the data is there.
  fs.chmodSync(dirname(dataDir), 0o755)
  const second = await start(dataDir)
  expect(await query(second.url('postgres'), 'select n from t')).toEqual([7])
})
