import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { isPublicAddress, type OutboundError, type OutboundOptions, openOutbound } from './outbound.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
const get = (url: string, over: Partial<OutboundOptions> = {}) =>
  openOutbound({ allowPrivate: true, timeoutMs: 5_000, ...over }).send(url, { method: 'GET', headers: {} })
const reasonOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error: OutboundError) => error.reason,
  )

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.100.100.200',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '192.0.0.192',
  '198.19.0.1',
  '168.63.129.16',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  'fd00:ec2::254',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'localhost',
])('%s is not on the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '192.0.1.1', '2606:4700:4700::1111', '2a00:1450::1'])(
  '%s is',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test.each([
  ['not a url', /no URL/],
  ['http://shop.example/', /https/],
  ['ftp://shop.example/', /https/],
  ['https://user:pass@shop.example/', /password/],
  ['https://127.0.0.1/', /public/],
  // Other spellings of the same address.
  ['https://2130706433/', /public/],
  ['https://0x7f.1/', /public/],
  ['https://[::1]/', /public/],
  ['https://[::ffff:10.0.0.1]/', /public/],
])('%s is refused by its text', (url, why) => {
  expect(openOutbound({ allowPrivate: false }).faultOf(url)).toMatch(why)
})

test('a name that leads to any private address is refused before anything is sent', async () => {
  let asked = 0
  const port = await serve((_, response) => {
    asked += 1
    response.end('secret')
  })
  const local = { address: '127.0.0.1', family: 4 }
  for (const addresses of [[local], [{ address: '1.1.1.1', family: 4 }, local], []]) {
    const resolve = async () => addresses
    expect(await reasonOf(get(`https://inside.example:${port}/`, { allowPrivate: false, resolve }))).toBe(
      'forbidden_target',
    )
  }
  expect(asked).toBe(0)
})

test('connects to the address that was looked up, once', async () => {
  const port = await serve((request, response) => response.end(request.headers.host))
  let looked = 0
  const resolve = async () => {
    looked += 1
    return [{ address: '127.0.0.1', family: 4 }]
  }
  const answer = await get(`http://warehouse.example:${port}/`, { resolve })
  expect(answer).toEqual({ status: 200, text: `warehouse.example:${port}` })
  expect(looked).toBe(1)
})

test('gives a redirect as it is and does not follow it', async () => {
  const paths: (string | undefined)[] = []
  const port = await serve((request, response) => {
    paths.push(request.url)
    response.writeHead(302, { location: '/elsewhere' }).end('there')
  })
  expect(await get(`http://127.0.0.1:${port}/here`)).toEqual({ status: 302, text: 'there' })
  expect(paths).toEqual(['/here'])
})

test('an answer that is slow, endless or broken off is none', async () => {
  const silent = await serve(() => {})
  const dripping = await serve((_, response) => {
    response.write('a')
  })
  const endless = await serve((_, response) => {
    const more = () => {
      while (response.write('x'.repeat(1_000)));
      response.once('drain', more)
    }
    more()
  })
  const broken = await serve((_, response) => {
    response.write('a')
    setImmediate(() => response.destroy())
  })
  const at = (port: number, over: Partial<OutboundOptions> = {}) =>
    reasonOf(get(`http://127.0.0.1:${port}/`, over))
  expect(await at(silent, { timeoutMs: 200 })).toBe('timeout')
  expect(await at(dripping, { timeoutMs: 200 })).toBe('timeout')
  expect(await at(endless, { maxBytes: 10_000 })).toBe('too_large')
  expect(await at(broken)).toBe('no_answer')
})
