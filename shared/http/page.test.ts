import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorOf, readCursor } from './page.ts'

const rows = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ id: `0198aaaa-0000-7000-8000-${String(i).padStart(12, '0')}` }))

test('a page that is not full, or exactly full, has no cursor', () => {
  for (const n of [0, 1, 2]) expect(cursorOf(rows(n), 2)).toBe(null)
})

test('a page with one row more goes on behind its last row', () => {
  const cursor = cursorOf(rows(3), 2)
  expect(cursor).toMatch(/^[\w-]+$/)
  expect(readCursor(cursor ?? undefined)).toBe(rows(3)[1]?.id)
})

test('a cursor gives back its id', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(readCursor(cursorOf([{ id }, { id: 'x' }], 1) ?? '')).toBe(id)
    }),
  )
})

test('the first page has no cursor', () => {
  expect(readCursor(undefined)).toBe(undefined)
})

test('whatever is no cursor of ours is refused by its field', () => {
  const refusal = {
    code: 'invalid_input',
    issues: [{ path: 'cursor', message: 'is not a cursor of this list' }],
  }
  for (const cursor of ['', 'x', '%00', rows(1)[0]?.id, Buffer.from('1 or 1=1').toString('base64url')])
    expect(() => readCursor(cursor)).toThrow(expect.objectContaining(refusal))
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => readCursor(text)).toThrow(expect.objectContaining(refusal))
    }),
  )
})
