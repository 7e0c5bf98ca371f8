import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lookupBounds, MAX_FRUITLESS, MAX_UNDERWAY } from './lookups.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const from = (address: string) => () => ({ address, userAgent: '' })
const HERE = from('203.0.113.7')
const nothing = async () => undefined
const something = async () => ({})

test('a client may look for what exists as often as it likes', async () => {
  const within = lookupBounds()
  for (let i = 0; i < 2 * MAX_FRUITLESS; i += 1) expect(await within(HERE, something)).toEqual({})
})

test('a client that finds nothing too often is refused before it asks again, and others are not', async () => {
  const within = lookupBounds()
  for (let i = 0; i < MAX_FRUITLESS; i += 1) await within(HERE, nothing)
  const look = vi.fn(something)
  await expect(within(HERE, look)).rejects.toMatchObject({ code: 'too_many_requests', retryAfter: 10 })
  expect(look).not.toHaveBeenCalled()
  expect(await within(from('203.0.113.8'), look)).toEqual({})
  vi.advanceTimersByTime(10_000)
  expect(await within(HERE, look)).toEqual({})
})

test('what is being looked for counts until it is found', async () => {
  const within = lookupBounds()
  const { promise, resolve } = Promise.withResolvers<object>()
  const underway = Array.from({ length: MAX_FRUITLESS }, () => within(HERE, () => promise))
  await expect(within(HERE, something)).rejects.toMatchObject({ code: 'too_many_requests' })
  resolve({})
  await Promise.all(underway)
  expect(await within(HERE, something)).toEqual({})
})

test('a database that fails is not held against the client', async () => {
  const within = lookupBounds()
  const failing = () => Promise.reject(new Error('unreachable'))
  for (let i = 0; i < MAX_FRUITLESS; i += 1)
    await expect(within(HERE, failing)).rejects.toThrow('unreachable')
  expect(await within(HERE, something)).toEqual({})
})

test('so many clients at once are told to wait', async () => {
  const within = lookupBounds()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const underway = Array.from({ length: MAX_UNDERWAY }, (_, i) =>
    within(from(`10.0.${i >> 8}.${i & 255}`), () => promise),
  )
  await expect(within(HERE, something)).rejects.toMatchObject({ code: 'unavailable' })
  resolve(undefined)
  await Promise.all(underway)
  expect(await within(HERE, something)).toEqual({})
})
