import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { openRedis } from './redis.ts'

const log = createLog('silent', 'test')

test('a Redis that is not there has nothing and refuses nothing', async () => {
  const redis = openRedis('redis://127.0.0.1:1', log)
  redis.set('a', 'text', 1_000)
  expect(await redis.get('a')).toBe(undefined)
  redis.close()
})

test('one that takes the connection and never answers is not waited for', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const redis = openRedis(`redis://127.0.0.1:${port}`, log)
  const connected = new Promise((resolve) => server.once('connection', resolve))
  expect(await redis.get('a')).toBe(undefined)
  await connected
  expect(await redis.get('a')).toBe(undefined)
  redis.close()
  server.close()
})
