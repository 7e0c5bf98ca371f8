import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { fetchDailyRates } from './provider.ts'

const FILE =
  "<Envelope><Cube><Cube time='2026-03-05'><Cube currency='USD' rate='1.25'/></Cube></Cube></Envelope>"

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** Where `answer` answers, and how often it was asked. */
async function provider(answer: RequestListener, { timeoutMs = 5_000, keptMs = 0 } = {}) {
  let asked = 0
  const listening = createServer((request, response) => {
    asked += 1
    answer(request, response)
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  return { source: { url: `http://127.0.0.1:${port}/`, timeoutMs, keptMs }, asked: () => asked }
}

test('the rates of the day are read', async () => {
  const { source } = await provider((_, response) => response.end(FILE))
  expect(await fetchDailyRates(source)).toMatchObject({ ok: true, daily: { date: '2026-03-05' } })
})

test.each<[string, RequestListener, string]>([
  ['an error', (_, response) => response.writeHead(500).end(FILE), 'answered 500'],
  ['nothing there', (_, response) => response.writeHead(404).end(), 'answered 404'],
  ['something else', (_, response) => response.end('<html></html>'), 'no list of rates'],
  ['half of the file', (_, response) => response.end(FILE.slice(0, 60)), 'no list of rates'],
  [
    'more than any such file',
    (_, response) => response.end(`<!--${'x'.repeat(300_000)}-->${FILE}`),
    'no list',
  ],
  [
    'a file that breaks off',
    (_, response) => {
      response.writeHead(200, { 'content-length': FILE.length })
      response.write(FILE.slice(0, 60), () => response.destroy())
    },
    'could not be reached',
  ],
])('%s is a reason, not an exception', async (_, answer, reason) => {
  const { source } = await provider(answer)
  const fetched = await fetchDailyRates(source)
  expect(fetched).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
})

test('nobody waits for an answer that does not come, or does not end', async () => {
  const late = { ok: false, reason: 'The provider did not answer in time.' }
  const silent = await provider(() => {}, { timeoutMs: 50 })
  expect(await fetchDailyRates(silent.source)).toEqual(late)
  server?.closeAllConnections()
  server?.close()
  const slow = await provider((_, response) => response.write(FILE.slice(0, 60)), { timeoutMs: 50 })
  expect(await fetchDailyRates(slow.source)).toEqual(late)
})

test('nobody there is a reason too', async () => {
  const url = 'http://127.0.0.1:9/'
  expect(await fetchDailyRates({ url, timeoutMs: 5_000, keptMs: 0 })).toMatchObject({ ok: false })
})

test('an answer serves all who ask about the same time; a failure serves nobody', async () => {
  let isBroken = true
  const { source, asked } = await provider(
    (_, response) => {
      response.statusCode = isBroken ? 500 : 200
      response.end(FILE)
    },
    { keptMs: 60_000 },
  )
  expect((await fetchDailyRates(source)).ok).toBe(false)
  isBroken = false
  const fetched = await Promise.all(Array.from({ length: 20 }, () => fetchDailyRates(source)))
  expect(fetched.every((answer) => answer.ok)).toBe(true)
  expect((await fetchDailyRates(source)).ok).toBe(true)
  expect(asked()).toBe(2)
})
