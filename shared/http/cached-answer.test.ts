import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Permission } from '../auth/permissions.ts'
import type { BaseCtx } from '../context.ts'
import { keyOf } from './cached-answer.ts'
import { mount } from './mount.ts'
import type { Method } from './route.ts'

const mounting = (method: Method, permission: Permission) => () =>
  mount<BaseCtx>(
    [
      {
        method,
        path: '/things',
        summary: 'Things',
        permission,
        response: z.object({}),
        cache: { class: 'content', tags: () => [] },
        handler: async () => ({}),
      },
    ],
    { idempotency: () => Promise.reject(new Error('not used')), observe: () => {} },
  )

test.each<[Method, Permission]>([
  ['get', 'shop'],
  ['get', 'public'],
])('the answers of %s for %s may be kept', (method, permission) => {
  expect(mounting(method, permission)).not.toThrow()
})

test.each<[Method, Permission]>([
  ['get', 'products:read'],
  ['get', 'account'],
  ['get', 'internal'],
  ['post', 'shop'],
  ['delete', 'public'],
])('the answers of %s for %s may not: they depend on who asks, or change something', (method, permission) => {
  expect(mounting(method, permission)).toThrow('cannot be cached')
})

test.each([
  ['http://localhost/', '/'],
  ['http://store.localhost:8080/a/b', '/a/b'],
  ['http://store.localhost/a?b=c&d', '/a?b=c&d'],
  ['https://[::1]:8080/a?b=http://x/y', '/a?b=http://x/y'],
])('%s is kept as %s', (url, key) => {
  expect(keyOf(url)).toBe(key)
})
