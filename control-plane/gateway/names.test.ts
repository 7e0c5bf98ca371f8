import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Db } from '../../shared/db/connect.ts'
import { createLog } from '../../shared/log.ts'
import { type Names, trackNames } from './names.ts'
import type { ServedDomain } from './queries.ts'

const served = (hostname: string, tenant_id = 'a', is_primary = false): ServedDomain => ({
  hostname,
  tenant_id,
  is_primary,
  certificate_asked: false,
})

let stored: ServedDomain[]
let answers: boolean
let names: Names
// Of the rows of domains it gives all, whichever are asked for: what is kept must be decided by the names that were read.
const db = {
  execute: async (query: { queryChunks: unknown[] }) => {
    if (!answers) throw new Error('unreachable')
    return JSON.stringify(query.queryChunks).includes('from domains') ? [...stored] : [{ slug: 'known' }]
  },
} as unknown as Db

beforeEach(() => {
  vi.useFakeTimers()
  stored = [served('one.example'), served('two.example', 'a', true)]
  answers = true
  names = trackNames(db, createLog('silent', 'test'))
})
afterEach(() => {
  names.stop()
  vi.useRealTimers()
})

const unavailable = expect.objectContaining({ code: 'unavailable' })

test('nothing is known before it was read', async () => {
  expect(() => names.domain('one.example')).toThrow(unavailable)
  answers = false
  await names.heard()
  expect(() => names.isSlug('known')).toThrow(unavailable)
  answers = true
  await vi.advanceTimersByTimeAsync(5_000)
  expect(names.isSlug('known')).toBe(true)
})

test('all names are known, and no other', async () => {
  await names.heard()
  expect(names.domain('one.example')).toEqual(served('one.example'))
  expect(names.domain('three.example')).toBe(undefined)
  expect(names.primaryOf('a')).toBe('two.example')
  expect(names.isSlug('unknown')).toBe(false)
})

test('a name that changed hands, or its rank, is known as it is now', async () => {
  await names.heard()
  stored = [served('one.example', 'a', true)]
  names.refresh('domains', ['two.example'])
  names.refresh('domains', ['one.example'])
  await vi.advanceTimersByTimeAsync(0)
  expect(names.domain('two.example')).toBe(undefined)
  expect(names.primaryOf('a')).toBe('one.example')
  stored = [served('one.example', 'b')]
  names.refresh('domains', ['one.example'])
  await vi.advanceTimersByTimeAsync(0)
  expect(names.domain('one.example')?.tenant_id).toBe('b')
  expect(names.primaryOf('a')).toBe(undefined)
})

test('what was read is believed for a minute while changes are not heard, and read again meanwhile', async () => {
  await names.heard()
  await vi.advanceTimersByTimeAsync(3_600_000)
  names.unheard()
  answers = false
  await vi.advanceTimersByTimeAsync(59_000)
  expect(names.domain('one.example')).toBeDefined()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(() => names.domain('one.example')).toThrow(unavailable)
  answers = true
  stored = []
  await vi.advanceTimersByTimeAsync(5_000)
  expect(names.domain('one.example')).toBe(undefined)
  await names.heard()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(names.domain('one.example')).toBe(undefined)
})

test('a change that could not be read is read soon after', async () => {
  await names.heard()
  stored = []
  answers = false
  names.refresh('domains', ['one.example'])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(names.domain('one.example')).toBeDefined()
  answers = true
  await vi.advanceTimersByTimeAsync(4_000)
  expect(names.domain('one.example')).toBe(undefined)
})
