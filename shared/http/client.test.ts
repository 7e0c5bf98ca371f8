import { describe, expect, test } from 'vitest'
import { clientOf, isNetwork, isWithin, networkOf, networks } from './client.ts'

const proxies = networks(['127.0.0.0/8', '::1', '10.1.0.0/16'])
const from = (forwarded: string | undefined, peer?: string) =>
  clientOf(
    new Request(
      'http://localhost/',
      forwarded === undefined ? {} : { headers: { 'x-forwarded-for': forwarded } },
    ),
    peer,
    proxies,
  ).address

test.each<[peer: string, forwarded: string | undefined, address: string, what: string]>([
  ['203.0.113.7', undefined, '203.0.113.7', 'nobody forwarded it'],
  ['203.0.113.7', '198.51.100.1', '203.0.113.7', 'a stranger says who it is'],
  ['127.0.0.1', '198.51.100.1', '198.51.100.1', 'our proxy says who it is'],
  ['::1', '198.51.100.1', '198.51.100.1', 'our proxy over IPv6'],
  ['::ffff:10.1.2.3', '192.0.2.9, 198.51.100.1', '198.51.100.1', 'what the client claimed before our proxy'],
  ['10.1.2.3', '198.51.100.1, 10.1.9.9, 127.0.0.1', '198.51.100.1', 'three of our proxies'],
  ['127.0.0.1', 'unknown', '127.0.0.1', 'what is no address'],
  ['127.0.0.1', '2001:db8::5', '2001:db8::5', 'a client over IPv6'],
])('peer %s forwarding %s is %s: %s', (peer, forwarded, address, _) => {
  expect(from(forwarded, peer)).toBe(address)
})

test('networks hold addresses of both versions, and refuse what is none', () => {
  const list = networks(['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'])
  const within = ['192.0.2.200', '::ffff:192.0.2.1', '2001:db8:1::1', '198.51.100.7'].map((a) =>
    isWithin(list, a),
  )
  expect(within).toEqual([true, true, true, true])
  expect(['192.0.3.1', '198.51.100.8', '2001:db9::1', 'x', ''].some((a) => isWithin(list, a))).toBe(false)
  expect(() => networks(['example.com'])).toThrow('no address')
  expect(() => networks(['192.0.2.0/33'])).toThrow()
})

test('what is a network is told as the networks take it', () => {
  const good = [
    '192.0.2.1',
    '192.0.2.0/24',
    '0.0.0.0/0',
    '2001:db8::/32',
    '::1',
    '::/0',
    '::ffff:192.0.2.0/120',
  ]
  expect(good.filter((text) => !isNetwork(text))).toEqual([])
  expect(() => networks(good)).not.toThrow()
  const bad = [
    '',
    'x',
    '192.0.2.0/',
    '192.0.2.0/33',
    '192.0.2.0/-1',
    '192.0.2/24',
    '10.0.0.0/8/8',
    '2001:db8::/129',
  ]
  expect([...bad, 'fe80::1%eth0', ' 192.0.2.1', '192.0.2.1\n', '192.0.2.0/8x'].filter(isNetwork)).toEqual([])
})

describe('the network of', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::9', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::', 'fe80:0:0:0'],
    ['::', '0:0:0:0'],
    ['', ''],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
