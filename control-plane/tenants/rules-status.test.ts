import { expect, test } from 'vitest'
import { nextStatus, type StatusChange } from './rules-status.ts'
import type { TenantStatus } from './schema.ts'

const now = new Date('2026-03-31T12:00:00.000Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

test.each<[StatusChange, TenantStatus, TenantStatus | undefined]>([
  ['suspend', 'active', 'suspended'],
  ['suspend', 'suspended', undefined],
  ['suspend', 'cancelled', undefined],
  ['resume', 'suspended', 'active'],
  ['resume', 'active', undefined],
  ['resume', 'cancelled', undefined],
  ['close', 'active', 'cancelled'],
  ['close', 'suspended', 'cancelled'],
  ['close', 'cancelled', undefined],
  ['reopen', 'cancelled', 'active'],
  ['reopen', 'active', undefined],
  ['reopen', 'suspended', undefined],
])('%s makes a store that is %s %s', (change, status, due) => {
  const next = nextStatus(change, { status, since: daysAgo(1), now })
  expect('status' in next ? next.status : undefined).toBe(due)
})

test('a closed store is reopened for thirty days', () => {
  const reopen = (since: Date) => nextStatus('reopen', { status: 'cancelled', since, now })
  expect(reopen(daysAgo(30))).toEqual({ status: 'active' })
  expect(reopen(new Date(daysAgo(30).getTime() - 1))).toEqual({ refusal: expect.stringContaining('30 days') })
  expect(nextStatus('suspend', { status: 'active', since: daysAgo(400), now })).toEqual({
    status: 'suspended',
  })
})
