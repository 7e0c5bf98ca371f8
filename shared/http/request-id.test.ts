import { expect, test } from 'vitest'
import { firstIdAt, newRequestId, timeOfId } from './request-id.ts'

test('an id is a random UUID of version 7 and tells its time', () => {
  const before = Date.now()
  const ids = Array.from({ length: 1_000 }, newRequestId)
  const after = Date.now()
  expect(new Set(ids).size).toBe(1_000)
  for (const id of ids) {
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(timeOfId(id)).toBeGreaterThanOrEqual(before)
    expect(timeOfId(id)).toBeLessThanOrEqual(after)
    expect(id >= firstIdAt(before) && id < firstIdAt(after + 1)).toBe(true)
  }
})

test('the example of RFC 9562 (appendix A.6) is read, and a UUID of another version tells no time', () => {
  expect(timeOfId('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(Date.parse('2022-02-22T19:22:22Z'))
  expect(firstIdAt(Date.parse('2022-02-22T19:22:22Z'))).toBe('017f22e2-79b0-0000-0000-000000000000')
  expect(timeOfId('919108f7-52d1-4320-9bac-f847db4148a8')).toBe(undefined)
})
