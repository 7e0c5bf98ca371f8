import { describe, expect, test } from 'vitest'
import { checkRecords, faultOf, type Looked, recordsOf, verdictOf } from './records.ts'

const NAME = 'www.shop.example'
const TARGET = 'shop.stores.example'
const records = recordsOf(NAME, 'abc', TARGET)
const none = { values: [] }
const timeout = { fault: 'no answer in time' }
const values = (...list: string[]) => ({ values: list })
const right: Looked = { txt: values('storeplane-verification=abc'), cname: values(TARGET) }
const check = (looked: Partial<Looked>) => checkRecords(records, { ...right, ...looked })
const verdict = (looked: Partial<Looked>) => verdictOf(check(looked))

test('the records to set', () => {
  expect(records).toEqual([
    { type: 'TXT', name: '_storeplane.www.shop.example', value: 'storeplane-verification=abc' },
    { type: 'CNAME', name: 'www.shop.example', value: 'shop.stores.example' },
  ])
})

test('both records prove a name', () => {
  expect(check({})).toEqual([
    {
      type: 'TXT',
      name: `_storeplane.${NAME}`,
      expected: 'storeplane-verification=abc',
      found: ['storeplane-verification=abc'],
      ok: true,
      change: null,
    },
    { type: 'CNAME', name: NAME, expected: TARGET, found: [TARGET], ok: true, change: null },
  ])
  expect(verdict({})).toBe('proved')
  expect(faultOf(check({}))).toBe(null)
})

test('other texts beside the token do no harm', () => {
  expect(verdict({ txt: values('v=spf1 -all', 'storeplane-verification=abc') })).toBe('proved')
})

test.each<[string, Partial<Looked>]>([
  ['no TXT record', { txt: none }],
  ["another store's token", { txt: values('storeplane-verification=abd') }],
  ['a token with something behind it', { txt: values('storeplane-verification=abcd') }],
  ['no CNAME record and no address', { cname: none, addresses: none }],
  [
    'a CNAME record to elsewhere',
    {
      cname: values('elsewhere.example'),
      addresses: values('192.0.2.9'),
      targetAddresses: values('192.0.2.1'),
    },
  ],
  [
    'an address of the target beside another',
    { cname: none, addresses: values('192.0.2.1', '192.0.2.9'), targetAddresses: values('192.0.2.1') },
  ],
  [
    'addresses, while the target has none',
    { cname: none, addresses: values('192.0.2.9'), targetAddresses: none },
  ],
  ['no TXT record while nothing is known of the other', { txt: none, cname: timeout }],
])('%s: not proved, and it is said what to do', (_, looked) => {
  expect(verdict(looked)).toBe('missing')
  expect(faultOf(check(looked))).toMatch(/Add|Point/)
})

test.each<[string, Partial<Looked>]>([
  [
    'the apex has the addresses of the target',
    {
      cname: none,
      addresses: values('192.0.2.1', '2001:db8::1'),
      targetAddresses: values('192.0.2.1', '192.0.2.2', '2001:db8::1'),
    },
  ],
  [
    'a chain of CNAME records ends at the target',
    {
      cname: values('alias.shop.example'),
      addresses: values('192.0.2.1'),
      targetAddresses: values('192.0.2.1'),
    },
  ],
])('%s: proved', (_, looked) => {
  expect(verdict(looked)).toBe('proved')
})

describe('name servers that give no answer say nothing', () => {
  test.each<[string, Partial<Looked>]>([
    ['about the token', { txt: timeout }],
    ['about the CNAME record', { cname: timeout, addresses: none }],
    ['about the addresses', { cname: none, addresses: timeout, targetAddresses: values('192.0.2.1') }],
    [
      'about the addresses of the target',
      { cname: none, addresses: values('192.0.2.1'), targetAddresses: timeout },
    ],
    ['at all', { txt: timeout, cname: timeout, addresses: timeout, targetAddresses: timeout }],
  ])('%s', (_, looked) => {
    expect(verdict(looked)).toBe('unknown')
    expect(faultOf(check(looked))).toContain('no answer in time')
  })
})
