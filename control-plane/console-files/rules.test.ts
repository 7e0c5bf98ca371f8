import { expect, test } from 'vitest'
import { chooseEncoding, isNavigation, pagePolicy } from './rules.ts'

test('the best encoding that the browser takes', () => {
  expect(chooseEncoding('gzip, deflate, br', ['br', 'gzip', 'identity'])).toBe('br')
  expect(chooseEncoding('gzip;q=1.0, br;q=0', ['br', 'gzip', 'identity'])).toBe('gzip')
  expect(chooseEncoding('br', ['identity'])).toBe('identity')
  expect(chooseEncoding(null, ['br', 'identity'])).toBe('identity')
})

test('pages are what browsers navigate to, and no API', () => {
  const browser = new Headers({ accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
  for (const path of ['/', '/sign-in', '/stores/linen-house/products/1', '/platform', '/platform/tenants'])
    expect(isNavigation(path, browser), path).toBe(true)
  for (const path of ['/platform/v1/account', '/admin/v1', '/docs', '/favicon.ico', '/assets/gone.js'])
    expect(isNavigation(path, browser), path).toBe(false)
  expect(isNavigation('/', new Headers({ accept: '*/*' }))).toBe(false)
})

test('no foreign script runs in the page', () => {
  const policy = pagePolicy({ publicUrl: 'http://localhost:8080', baseDomain: 'localhost' })
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain('http://*.localhost:8080')
})
