import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

const OWN = 'https://shop.example'
const FOREIGN = 'https://evil.example'

let platform: TestPlatform
let store: TestStore
let other: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  ;[store, other] = await Promise.all([platform.signUp(), platform.signUp()])
})
afterAll(() => platform?.stop())

const setOrigins = (allowed_origins: unknown, of = store) =>
  platform.call('PATCH', `/platform/v1/tenants/${of.id}/cors`, { key: of.session, body: { allowed_origins } })
const read = (origin: string | undefined, of = store, host = `${of.slug}.localhost`) =>
  platform.call('GET', '/store/v1/products', {
    host,
    key: of.publishable,
    headers: origin === undefined ? {} : { origin },
  })
const preflight = (origin: string, of = store) =>
  platform.call('OPTIONS', '/store/v1/carts', {
    host: `${of.slug}.localhost`,
    headers: { origin, 'access-control-request-method': 'POST' },
  })
const allowed = async (answer: ReturnType<typeof read>) =>
  (await answer).headers.get('access-control-allow-origin')

test('without a list the pages of all origins may read, with one only those', async () => {
  expect(
    (await platform.call('GET', `/platform/v1/tenants/${store.id}/cors`, { key: store.session })).body,
  ).toEqual({
    allowed_origins: null,
  })
  expect(await allowed(read(FOREIGN))).toBe('*')
  expect((await preflight(FOREIGN)).status).toBe(204)

  expect((await setOrigins([OWN, 'HTTPS://SHOP.EXAMPLE:443/', 'http://localhost:3000'])).body).toEqual({
    allowed_origins: [OWN, 'http://localhost:3000'],
  })
  await expect.poll(() => allowed(read(FOREIGN))).toBe(null)
  for (const host of [`${store.slug}.localhost`, 'localhost']) {
    expect(await allowed(read(OWN, store, host))).toBe(OWN)
    for (const origin of [
      FOREIGN,
      'https://shop.example.evil.example',
      'http://shop.example',
      'null',
      undefined,
    ])
      expect(await allowed(read(origin, store, host))).toBe(null)
    for (const origin of [OWN, FOREIGN]) {
      const answer = await read(origin, store, host)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/)
    }
  }
  const problem = await platform.call('GET', '/store/v1/products/none', {
    host: `${store.slug}.localhost`,
    headers: { origin: OWN },
  })
  expect(problem.headers.get('access-control-allow-origin')).toBe(OWN)
  expect(problem.headers.get('vary')).toBe('origin')

  expect((await preflight(OWN)).headers.get('access-control-allow-origin')).toBe(OWN)
  const refused = await preflight(FOREIGN)
  expectProblem(refused, 'origin_not_allowed')
  expect(refused.headers.get('access-control-allow-origin')).toBe(null)
  expect(await allowed(read(FOREIGN, other))).toBe('*')

  expect((await setOrigins([])).body).toEqual({ allowed_origins: [] })
  await expect.poll(() => allowed(read(OWN))).toBe(null)
  expect((await setOrigins(null)).body).toEqual({ allowed_origins: null })
  await expect.poll(() => allowed(read(FOREIGN))).toBe('*')
})

test('a preflight that was refused is explained', async () => {
  const of = await platform.signUp()
  await setOrigins([OWN], of)
  const refused = await preflight(FOREIGN, of)
  const path = `/platform/v1/tenants/${of.id}/refusals/${refused.headers.get('x-request-id')}`
  const lookUp = () => platform.call('GET', path, { key: of.session })
  await expect.poll(async () => (await lookUp()).status, { timeout: 5_000 }).toBe(200)
  expect((await lookUp()).body.refusal).toMatchObject({ rule: 'cors', needed: OWN, had: FOREIGN })
})

test('what is no origin is refused by its place, and changes nothing', async () => {
  for (const origin of [
    '*',
    'shop.example',
    'https://shop.example/path',
    'javascript:alert(1)',
    'x\r\nset-cookie: a=b',
  ])
    expectProblem(await setOrigins([OWN, origin]), 'invalid_input', ['allowed_origins.1'])
  expectProblem(await setOrigins(Array.from({ length: 51 }, () => OWN)), 'invalid_input', ['allowed_origins'])
  expectProblem(await setOrigins(undefined), 'invalid_input', ['allowed_origins'])
  expectProblem(
    await platform.call('PATCH', `/platform/v1/tenants/${other.id}/cors`, {
      key: store.session,
      body: { allowed_origins: [] },
    }),
    'not_found',
  )
  expect(await allowed(read(FOREIGN, other))).toBe('*')
})
