// What gateways know of stores' own domains while the control database is out of reach.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Gateway, startTestPlatform, type TestPlatform } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { startTcpProxy, type TcpProxy } from '../../shared/testing/tcp-proxy.ts'

let platform: TestPlatform
let second: Gateway
let network: TcpProxy
beforeAll(async () => {
  platform = await startTestPlatform()
  network = await startTcpProxy(platform.control.appUrl)
  second = await platform.startGateway(network.url)
})
afterAll(async () => {
  await network?.heal()
  await second?.stop()
  await network?.stop()
  await platform?.stop()
})

const within = (seconds: number, check: () => Promise<void>) =>
  vi.waitFor(check, { timeout: seconds * 1_000, interval: 20 })
const at = (hostname: string, gateway = second) =>
  gateway.call('GET', '/store/v1/products', { host: hostname })
const ask = async (domain: string) =>
  (await fetch(`http://127.0.0.1:${second.askPort}/internal/caddy/ask?domain=${domain}`)).status

test('a domain goes on while the control database is away, and what changed meanwhile is known when it is back', async () => {
  const store = await platform.signUp()
  const add = (hostname: string) => platform.control.owner`
    insert into domains (tenant_id, hostname) values (${store.id}, ${hostname})`
  const setStatus = (hostname: string, status: string) => platform.control.owner`
    update domains set status = ${status} where hostname = ${hostname}`
  for (const hostname of ['kept.example', 'gone.example', 'new.example']) await add(hostname)
  for (const hostname of ['kept.example', 'gone.example']) {
    await setStatus(hostname, 'verified')
    await within(5, async () => expect((await at(hostname)).status).toBe(200))
  }

  await network.cut()
  await setStatus('gone.example', 'quarantined')
  await setStatus('new.example', 'verified')
  for (const hostname of ['kept.example', 'gone.example']) {
    expect((await at(hostname)).status).toBe(200)
    expect(await ask(hostname)).toBe(200)
  }
  expect(await ask('new.example')).toBe(404)
  await within(5, async () => expectProblem(await at('gone.example', platform), 'unknown_host'))

  await network.heal()
  await within(10, async () => expectProblem(await at('gone.example'), 'unknown_host'))
  expect(await ask('gone.example')).toBe(404)
  for (const hostname of ['kept.example', 'new.example']) {
    expect((await at(hostname)).status).toBe(200)
    expect(await ask(hostname)).toBe(200)
  }
}, 40_000)
