// A Redis of the test's own, when redis-server is installed.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

export const hasRedis = isInstalled()

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export type TestRedis = {
  url: string
  /** Makes it fall silent, or speak again, with its connections open. */
  freeze: () => void
  thaw: () => void
  stop: () => Promise<void>
}

const START_MS = 10_000
const LOOK_EVERY_MS = 20

/** @param port of one that was stopped, to come back in its place */
export async function startRedis(port?: number): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'storeplane-redis-'))
  const own = port ?? (await freePort())
  const args = ['--port', own, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  const server = spawn('redis-server', args.map(String), { stdio: 'ignore' })
  await answering(own, server)
  return {
    url: `redis://127.0.0.1:${own}`,
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    stop: async () => {
      const ended = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : undefined
      server.kill('SIGKILL')
      await ended
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function answering(port: number, server: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_MS
  while (true) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch (error) {
      if (performance.now() > deadline || server.exitCode !== null) throw error
    } finally {
      socket.destroy()
    }
    await setTimeout(LOOK_EVERY_MS)
  }
}
