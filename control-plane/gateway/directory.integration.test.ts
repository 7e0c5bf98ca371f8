// What the directory asks the database for keys and addresses that do not exist.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createCredential, hashCredential } from '../../shared/auth/credentials.ts'
import { openPool, type Pool } from '../../shared/db/connect.ts'
import { createLog } from '../../shared/log.ts'
import {
  startTestPlatform,
  type TestPlatform,
  type TestStore,
  TOKEN_SECRET,
} from '../../shared/testing/platform.ts'
import { accountTokens } from '../tokens.ts'
import { type Directory, openDirectory } from './directory.ts'

let platform: TestPlatform
let store: TestStore
let pool: Pool
let directory: Directory
/** How often the database was asked. */
let asked = 0
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  pool = openPool(platform.control.appUrl, 2, 'test')
  const counting: Pick<Pool, 'behind' | 'transaction'> = {
    transaction: pool.transaction,
    behind: (opening) => {
      const db = pool.behind(opening)
      return {
        run: db.run,
        execute: (query) => {
          asked += 1
          return db.execute(query)
        },
      }
    },
  }
  directory = await openDirectory(counting, platform.control.appUrl, {
    tokens: accountTokens(TOKEN_SECRET),
    log: createLog('silent', 'test'),
  })
})
beforeEach(() => {
  asked = 0
})
afterAll(async () => {
  await directory?.stop()
  await pool?.close()
  await platform?.stop()
})

const client = () => ({ address: '203.0.113.7', userAgent: '' })
const credential = (secret: string, from = client) => directory.credential(secret, from)

test('a mistyped key is refused without a question', async () => {
  const typo = `${store.secret.slice(0, 20)}${store.secret[20] === 'x' ? 'y' : 'x'}${store.secret.slice(21)}`
  for (const wrong of [typo, 'sp_sk_wrong', 'sp_pk_', store.secret.slice(0, -1), `${store.publishable}x`])
    expect(await credential(wrong)).toBe(undefined)
  expect(asked).toBe(0)
  expect(await credential(store.secret)).toMatchObject({ kind: 'secret_key', tenant_id: store.id })
  expect(asked).toBe(1)
})

test('a flood of one wrong key or address is one question', async () => {
  const { secret } = createCredential('sp_sk_')
  await credential(secret)
  const once = asked
  await directory.bySlug('nobody-is-here', client)
  for (let i = 0; i < 1_000; i += 1) {
    expect(credential(secret)).toBe(undefined)
    expect(directory.bySlug('nobody-is-here', client)).toBe(undefined)
  }
  expect(asked).toBe(once + 1)
})

test('a flood of different wrong keys or addresses ends in refusals, for that client only', async () => {
  const flooding = () => ({ address: '198.51.100.1', userAgent: '' })
  const outcomes = await Promise.all(
    Array.from({ length: 600 }, async (_, i) => {
      const look = async () =>
        i % 3 === 0
          ? directory.bySlug(`no-${i}`, flooding)
          : credential(createCredential('sp_sk_').secret, flooding)
      return look().catch(({ code }) => code)
    }),
  )
  expect(outcomes.filter((outcome) => outcome === 'too_many_requests')).toHaveLength(300)
  expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(300)
  expect(await credential(store.secret, flooding)).toMatchObject({ tenant_id: store.id })
  const other = await platform.signUp()
  expect(await credential(other.secret)).toMatchObject({ tenant_id: other.id })
})

test('an address that was asked for in vain is found when a store takes it', async () => {
  expect(await directory.bySlug('soon-there', client)).toBe(undefined)
  const { id } = await platform.signUp('soon-there')
  await vi.waitFor(async () =>
    expect(await directory.bySlug('soon-there', client)).toMatchObject({ tenant_id: id }),
  )
})

test('a key of before there were checksums goes on working', async () => {
  const old = `sp_sk_${'aZ09-_'.repeat(7)}x`
  await platform.control.owner`
    insert into api_keys (tenant_id, kind, name, key_hash, hint, scopes)
    values (${store.id}, 'secret', 'Old', ${hashCredential(old)}, ${old.slice(0, 12)}, '{products:read}')`
  expect(await credential(old)).toMatchObject({ kind: 'secret_key', scopes: ['products:read'] })
  expect((await platform.call('GET', '/admin/v1/products', { key: old })).status).toBe(200)
  const [listed] = (
    await platform.call('GET', `/platform/v1/tenants/${store.id}/api-keys?limit=1`, { key: store.session })
  ).body.data
  expect(listed).toMatchObject({ name: 'Old', hint: 'sp_sk_aZ09-_', created_by: null })
})
