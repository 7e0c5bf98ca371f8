import { expect, test } from 'vitest'
import { resolveHost, type Target } from './resolve.ts'

const platform: Target = { kind: 'platform' }
const unknown: Target = { kind: 'domain', name: expect.any(String) }
const store = (slug: string): Target => ({ kind: 'store', slug })

test.each<[string, Target]>([
  ['localhost', platform],
  ['localhost:8080', platform],
  ['LocalHost:8080', platform],
  ['localhost.', platform],
  ['127.0.0.1', platform],
  ['127.0.0.1:8080', platform],
  ['[::1]', platform],
  ['[::1]:8080', platform],
  ['linen-house.localhost', store('linen-house')],
  ['linen-house.localhost:8080', store('linen-house')],
  ['LINEN-house.LOCALHOST', store('linen-house')],
  ['linen-house.localhost.', store('linen-house')],
  ['linen-house.localhost.:8080', store('linen-house')],
  ['www.linen-house.localhost', unknown],
  ['.localhost', unknown],
  ['..localhost', unknown],
  ['evil-localhost', unknown],
  ['evillocalhost', unknown],
  ['localhost.evil.example', unknown],
  ['linen-house.localhost.evil.example', unknown],
  ['linen-house.localhost..', unknown],
  ['127.0.0.2', unknown],
  ['a.127.0.0.1', unknown],
  ['[::2]', unknown],
  ['::1', unknown],
  ['', unknown],
  ['.', unknown],
  [':8080', unknown],
])('on localhost, %j is %j', (host, target) => {
  expect(resolveHost(host, 'localhost')).toEqual(target)
})

test.each<[string, Target]>([
  ['shops.example', platform],
  ['shops.example:443', platform],
  ['linen-house.shops.example', store('linen-house')],
  ['a.b.shops.example', unknown],
  ['evil-shops.example', unknown],
  ['evilshops.example', unknown],
  ['example', unknown],
  ['shops.example.evil.example', unknown],
  ['shopsXexample', unknown],
  ['localhost', unknown],
  ['127.0.0.1', unknown],
  ['linen-house.localhost', unknown],
])('on a domain of its own, %j is %j', (host, target) => {
  expect(resolveHost(host, 'shops.example')).toEqual(target)
})

test.each([
  ['WWW.Linen-House.example:8443', 'www.linen-house.example'],
  ['www.linen-house.example.', 'www.linen-house.example'],
  ['a.b.shops.example', 'a.b.shops.example'],
])('%j is looked for as %j among the names of stores', (host, name) => {
  expect(resolveHost(host, 'shops.example')).toEqual({ kind: 'domain', name })
})
