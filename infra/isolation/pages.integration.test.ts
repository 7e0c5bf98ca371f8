// Every page of the hosted shop as the wrong store, and with whatever can stand in an address or a form. The pages come from
// their own list, so a new one is covered as soon as it is listed.
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Page } from '../../data-plane/storefront/page.ts'
import { pages } from '../../data-plane/storefront/pages.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { liftRates } from '../../shared/testing/rates.ts'
import { type Belongings, belongingsIn, digestIn, idsOf, uuidsIn } from './belongings.ts'
import { fill } from './fixture.ts'
import { RECORDS } from './fixtures/refusals.ts'
import { idFor as idOfRow, pathWith } from './manifests.ts'

type Tenant = TestStore & { word: string; rows: Belongings; ids: Set<string> }

const SETUP_MS = 60_000

let platform: TestPlatform
let own: Tenant
let other: Tenant
beforeAll(async () => {
  platform = await startTestPlatform()
  const first = await open()
  let second = await open()
  // Only stores of one shard share a cache.
  while (second.shard !== first.shard) second = await open()
  ;[own, other] = await Promise.all([filled(first), filled(second)])
}, SETUP_MS)
afterAll(() => platform?.stop())

async function open(): Promise<TestStore & { word: string }> {
  const word = `canary${randomBytes(6).toString('hex')}`
  return { ...(await platform.signUp(word)), word }
}

async function filled(store: TestStore & { word: string }): Promise<Tenant> {
  const shard = platform.shards.get(store.shard)!.owner
  await liftRates(platform, store)
  await fill({
    ...store,
    tenantId: store.id,
    platform: (method, path, body) => platform.call(method, path, { key: store.session, body }),
    operator: (method, path, body) => platform.call(method, path, { key: ADMIN_TOKEN, body }),
    shard,
  })
  const rows = await belongingsIn(shard, store)
  return { ...store, rows, ids: idsOf(rows) }
}

const named = pages.map((page) => [`${page.method} ${page.path}`, page] as const)
const ofMethod = (method: Page['method']) => named.filter(([, page]) => page.method === method)

/** Parameters that name nothing of a store's. */
const NAMES: Readonly<Record<string, string>> = { part_name: 'products.xml' }

/** The id that stands for a parameter, or of one named `x_handle` the handle of a row of the table `xs`. */
function idFor(param: string, rows: Belongings): string {
  if (Object.hasOwn(NAMES, param)) return NAMES[param] ?? ''
  if (!param.endsWith('_handle')) return idOfRow(param, rows)
  return String(rows.get(param.replace(/_handle$/, 's'))?.[0]?.handle)
}

const hostOf = (store: TestStore) => `${store.slug}.localhost`
const paramsOf = ({ path }: Page) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
const namesRows = (page: Page) => paramsOf(page).some((param) => !Object.hasOwn(NAMES, param))
const fieldsOf = (schema: z.ZodType | undefined): string[] =>
  schema === undefined
    ? []
    : Object.keys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {})

type Form = Record<string, string>
/** Visits as a browser does, with the cookies that a shop could have given. */
function visit(store: TestStore, path: string, { form, cookie = '' }: { form?: Form; cookie?: string } = {}) {
  const headers = { accept: 'text/html', cookie, origin: `http://${hostOf(store)}` }
  return form === undefined
    ? platform.call('GET', path, { host: hostOf(store), headers })
    : platform.call('POST', path, {
        host: hostOf(store),
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      })
}

function expectNothingOf(victim: Tenant, answer: Answer, sent: string): void {
  const known = uuidsIn(decodeURIComponent(sent))
  expect([...uuidsIn(answer.text)].filter((id) => victim.ids.has(id) && !known.has(id))).toEqual([])
  // A page that is not there tells the address that was asked for.
  const handles = decodeURIComponent(sent)
    .split(/[/ ]/)
    .filter((part) => part.includes(victim.word))
  const text = handles.reduce((text, handle) => text.replaceAll(handle, ''), answer.text)
  expect(text).not.toContain(victim.word)
}

/** A cart and a session that belong to the other store. */
const foreignCookie = () => {
  const cart = other.rows.get('carts')?.[0]?.id
  return `cart=${cart}.3; checkout=${other.rows.get('checkouts')?.[0]?.id}; session=${randomUUID()}`
}

describe('another store', () => {
  test.each(ofMethod('get'))('is not seen through %s', async (_, page) => {
    const path = pathWith(page.path, (param) => idFor(param, other.rows))
    for (let i = 0; i < 2; i += 1) await visit(other, path)
    for (const cookie of ['', foreignCookie()]) {
      const answer = await visit(own, path, { cookie })
      expectNothingOf(other, answer, `${path} ${cookie}`)
      // An account leads who is not signed in to the way in, whatever is asked for.
      const refusal = page.path.startsWith('/account/') ? 303 : 404
      if (namesRows(page)) expect(answer.status).toBe(refusal)
      else expect(answer.status).toBeLessThan(500)
    }
    for (const field of fieldsOf(page.query))
      for (const value of [other.word, ...[...other.ids].slice(0, 3)]) {
        const asked = `${path}?${new URLSearchParams({ [field]: value })}`
        const answer = await visit(own, asked)
        expect(answer.text.replaceAll(value, '')).not.toContain(other.word)
        expect(answer.status).toBeLessThan(500)
      }
  })

  test.each(ofMethod('post'))('is not changed through %s', async (_, page) => {
    const shard = platform.shards.get(other.shard)!.owner
    const before = await digestIn(shard, other, RECORDS)
    const path = pathWith(page.path, (param) => idFor(param, other.rows))
    const form = Object.fromEntries(
      fieldsOf(page.form).map((field) => [field, field.endsWith('_id') ? idOf(field) : '1']),
    )
    for (const cookie of ['', foreignCookie()]) {
      const answer = await visit(own, path, { form, cookie })
      expect(answer.status).toBeLessThan(500)
      expectNothingOf(other, answer, `${path} ${cookie} ${JSON.stringify(form)}`)
    }
    expect(await digestIn(shard, other, RECORDS)).toBe(before)
  })

  const idOf = (field: string) => {
    try {
      return idFor(field, other.rows)
    } catch {
      return randomUUID()
    }
  }
})

describe('the own store', () => {
  test.each(ofMethod('get').filter(([, page]) => paramsOf(page).length > 0))(
    'is seen through %s',
    async (_, page) => {
      const path = pathWith(page.path, (param) => idFor(param, own.rows))
      expect([200, 301, 303]).toContain((await visit(own, path)).status)
    },
  )
})

const INSTEAD_OF_AN_ID = ['x', "'", '%00', '%ff', '%zz', '..', '%2e%2e%2f', '%F0%9F%98%80', 'a'.repeat(3_000)]
const INSTEAD_OF_A_VALUE = [
  '',
  '-1',
  '1e400',
  "' or 1=1 --",
  '\0',
  '\ud800',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '//evil.example',
  'a'.repeat(3_000),
]
const MARKUP = /<script>alert|<img src=x/

describe('whatever is sent to', () => {
  test.each(ofMethod('get'))('%s is answered, and never runs', async (_, page) => {
    const paths = paramsOf(page).flatMap((param) =>
      INSTEAD_OF_AN_ID.map((id) =>
        page.path.replaceAll(/\{(\w+)\}/g, (_, name) => (name === param ? id : idFor(name, own.rows))),
      ),
    )
    for (const path of paths) expect((await visit(own, path)).status).toBeLessThan(500)
    const path = pathWith(page.path, (param) => idFor(param, own.rows))
    // What all pages take is tried where answers are kept by it.
    const common = page.cache === undefined ? ['__proto__'] : ['market', 'currency', 'unknown', '__proto__']
    for (const field of [...fieldsOf(page.query), ...common])
      for (const value of INSTEAD_OF_A_VALUE) {
        const query = new URLSearchParams([
          [field, value.toWellFormed()],
          [field, 'twice'],
        ])
        for (const asked of [
          `${path}?${field}=${encodeURIComponent(value.toWellFormed())}`,
          `${path}?${query}`,
        ]) {
          const answer = await visit(own, asked)
          expect(answer.status, asked).toBeLessThan(500)
          expect(answer.text).not.toMatch(MARKUP)
          expect(answer.headers.get('location') ?? '/').toMatch(/^\/(?!\/)/)
        }
      }
  })

  test.each(ofMethod('post'))('%s is answered, and only from its own pages', async (_, page) => {
    const path = pathWith(page.path, (param) => idFor(param, own.rows))
    const fields = fieldsOf(page.form)
    for (const field of fields)
      for (const value of INSTEAD_OF_A_VALUE) {
        const form = {
          ...Object.fromEntries(fields.map((name) => [name, '1'])),
          [field]: value.toWellFormed(),
        }
        const answer = await visit(own, path, { form })
        expect(answer.status).toBeLessThan(500)
        expect(answer.text).not.toMatch(MARKUP)
        expect(answer.headers.get('location') ?? '/').toMatch(/^\/(?!\/)/)
      }
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      {},
    ])
      expect(
        await platform.call('POST', path, {
          host: hostOf(own),
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          body: '',
        }),
      ).toMatchObject({ status: 403, body: { code: 'csrf_refused' } })
  })
})
