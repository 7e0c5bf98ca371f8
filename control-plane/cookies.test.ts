// When a cookie counts: what changes something must come from a page of the same origin.
import { describe, expect, test } from 'vitest'
import { DomainError } from '../shared/errors.ts'
import { cookiesOf, setCookie } from './cookies.ts'

const HTTP = 'http://shops.example'
const HTTPS = 'https://shops.example'
const read = (method: string, headers: Record<string, string>, publicUrl = HTTP) => {
  const request = new Request('http://shops.example/platform/v1/account', {
    method,
    headers: { host: 'shops.example', cookie: 'sp_session=s', ...headers },
  })
  try {
    return cookiesOf(request, publicUrl)
  } catch (error) {
    return error instanceof DomainError ? error.code : error
  }
}
const SESSION = { session: 's' }

describe.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s', (method) => {
  test.each<[Record<string, string>, unknown]>([
    [{ 'sec-fetch-site': 'same-origin' }, SESSION],
    [{ 'sec-fetch-site': 'same-site' }, 'csrf_refused'],
    [{ 'sec-fetch-site': 'cross-site' }, 'csrf_refused'],
    [{ 'sec-fetch-site': 'none' }, 'csrf_refused'],
    [{ 'sec-fetch-site': '' }, 'csrf_refused'],
    [{ 'sec-fetch-site': 'cross-site', origin: HTTP }, 'csrf_refused'],
    [{ origin: HTTP }, SESSION],
    [{ origin: HTTPS }, 'csrf_refused'],
    [{ origin: 'http://shops.example:8080' }, 'csrf_refused'],
    [{ origin: 'http://evil.shops.example' }, 'csrf_refused'],
    [{ origin: 'http://shops.example.evil.example' }, 'csrf_refused'],
    [{ origin: 'null' }, 'csrf_refused'],
    [{}, 'csrf_refused'],
    [{ referer: 'http://shops.example/page' }, 'csrf_refused'],
    [{ authorization: 'Bearer x' }, undefined],
    [{ authorization: '' }, undefined],
    [{ cookie: 'other=1' }, undefined],
  ])('with %j', (headers, due) => {
    expect(read(method, headers)).toEqual(due)
  })
})

test('on https the origin is https too', () => {
  const cookie = '__Host-sp_session=s'
  expect(read('POST', { cookie, origin: HTTPS }, HTTPS)).toEqual(SESSION)
  expect(read('POST', { cookie, origin: HTTP }, HTTPS)).toBe('csrf_refused')
  expect(read('GET', {}, HTTPS)).toBe(undefined)
})

describe.each(['GET', 'HEAD'])('%s', (method) => {
  test('may come from anywhere: nobody else can read the answer', () => {
    expect(read(method, {})).toEqual(SESSION)
    expect(read(method, { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' })).toEqual(SESSION)
  })

  test('opens no WebSocket for another origin', () => {
    expect(read(method, { upgrade: 'websocket', origin: 'http://evil.example' })).toBe('csrf_refused')
    expect(read(method, { upgrade: 'websocket', 'sec-fetch-site': 'same-site' })).toBe('csrf_refused')
    expect(read(method, { upgrade: 'websocket', origin: HTTP })).toEqual(SESSION)
  })
})

test('cookies are read among others, and empty ones are none', () => {
  const cookie = 'a=b; sp_session=x=y ;sp_refresh=; sp_device=d; __Host-sp_session=z'
  expect(read('GET', { cookie })).toEqual({ session: 'x=y', device: 'd' })
})

test('cookies are set out of the reach of scripts and other sites, by names that only https may use', () => {
  expect(setCookie('session', HTTP, 'token', 60)).toEqual([
    'set-cookie',
    'sp_session=token; Path=/; Max-Age=60; HttpOnly; SameSite=Strict',
  ])
  expect(setCookie('session', HTTPS, 'token', 60)[1]).toBe(
    '__Host-sp_session=token; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
  )
  expect(setCookie('refresh', HTTPS)[1]).toBe(
    '__Secure-sp_refresh=; Path=/platform/v1/sessions/refresh; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
  )
})
