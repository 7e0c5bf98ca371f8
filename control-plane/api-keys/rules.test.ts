import { expect, test } from 'vitest'
import { beyond, graceEnd, whyEnded } from './rules.ts'

test('nobody gives away more than they may themselves', () => {
  const own = new Set(['products:read', 'api_keys:write'] as const)
  expect(beyond(['products:read'], own)).toEqual([])
  expect(beyond(['products:read', 'orders:read', 'store:write'], own)).toEqual(['orders:read', 'store:write'])
  expect(beyond([], own)).toEqual([])
})

test('what a key holds already may stay', () => {
  const own = new Set(['products:read'] as const)
  expect(beyond(['orders:read', 'products:read'], own, ['orders:read'])).toEqual([])
  expect(beyond(['orders:read', 'orders:write'], own, ['orders:read'])).toEqual(['orders:write'])
})

test('a key that is replaced ends after the grace period, but never later than before', () => {
  const now = new Date('2026-03-01T12:00:00.000Z')
  expect(graceEnd(now, 86_400, null)).toBe('2026-03-02T12:00:00.000Z')
  expect(graceEnd(now, 0, null)).toBe('2026-03-01T12:00:00.000Z')
  expect(graceEnd(now, 3_600, '2026-03-01T12:30:00.000Z')).toBe('2026-03-01T12:30:00.000Z')
  expect(graceEnd(now, 3_600, '2026-03-05T00:00:00.000Z')).toBe('2026-03-01T13:00:00.000Z')
})

test('a revoked or replaced key is at its end', () => {
  expect(whyEnded({ revoked_at: null, rotated_to: null })).toBe(undefined)
  expect(whyEnded({ revoked_at: '2026-03-01T12:00:00.000Z', rotated_to: null })).toContain('revoked')
  expect(whyEnded({ revoked_at: null, rotated_to: 'another' })).toContain('another')
})
