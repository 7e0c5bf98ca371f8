// Opening a store: its contract, its refusals, and that it happens once and wholly or not at all.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())

const PASSWORD = 'a long passphrase'
let count = 0
const input = (over: object = {}) => {
  count += 1
  return {
    email: `owner-${count}@x.example`,
    password: PASSWORD,
    store_name: 'Linen House',
    slug: `shop-${count}`,
    ...over,
  }
}
const signUp = (body: object, headers: Record<string, string> = {}) =>
  platform.call('POST', '/platform/v1/signup', { body, headers })
const atOnce = (n: number, request: (i: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: n }, (_, i) => request(i)))
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort()

async function rows(table: string): Promise<number> {
  const { owner } = platform.control
  const [row] = await owner`select count(*)::int as n from ${owner(table)}`
  return row?.n
}
const everything = async () => ({
  accounts: await rows('accounts'),
  tenants: await rows('tenants'),
  memberships: await rows('memberships'),
  keys: await rows('api_keys'),
  sessions: await rows('sessions'),
  places: (await platform.control.owner`select sum(current_tenants)::int as n from shards`)[0]?.n,
})
/** Gives each shard so many free places. */
async function setRoom(room: Record<string, number>, status = 'active'): Promise<void> {
  for (const [name, free] of Object.entries(room))
    await platform.control.owner`
      update shards set max_tenants = current_tenants + ${free}, status = ${status} where name = ${name}`
}
beforeEach(() => setRoom({ 'shard-1': 1_000, 'shard-2': 1_000 }))

describe('opening one more store', () => {
  test('gives it to who is signed in, with keys of its own', async () => {
    const first = (await signUp(input())).body
    const open = (body: object, key?: string) =>
      platform.call('POST', '/platform/v1/tenants', { body, ...(key === undefined ? {} : { key }) })
    const { slug, store_name } = input({ store_name: 'Second House' })
    const answer = await open({ slug, store_name }, first.session_token)
    expect(answer.status).toBe(201)
    expect(answer.body.tenant).toMatchObject({ slug, name: 'Second House', status: 'active' })
    const { data } = (await platform.call('GET', '/platform/v1/tenants', { key: first.session_token })).body
    expect(
      data.map((tenant: { slug: string; membership: { role: string } }) => [
        tenant.slug,
        tenant.membership.role,
      ]),
    ).toEqual([
      [slug, 'owner'],
      [first.tenant.slug, 'owner'],
    ])
    const staff = { host: `${slug}.localhost`, key: answer.body.api_keys.secret }
    const settings = await platform.call('GET', '/admin/v1/store', staff)
    expect(settings.body).toMatchObject({ name: 'Second House', contact_email: first.user.email })
    expectProblem(await open({ slug, store_name }, first.session_token), 'slug_taken')
    expectProblem(await open({ slug: 'www', store_name }, first.session_token), 'invalid_input', ['slug'])
    expectProblem(await open({ slug: input().slug, store_name }), 'authentication_required')
    expectProblem(await open({ slug: input().slug, store_name }, first.api_keys.secret), 'forbidden')
  })
})

describe('opening a store', () => {
  test('answers with the store, its owner, its keys and a session', async () => {
    const body = input({ store_name: '  Größe 😀 ' })
    const answer = await signUp(body)
    expect(answer.status).toBe(201)
    const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/)
    expect(answer.body).toEqual({
      tenant: expect.objectContaining({
        id: uuid,
        slug: body.slug,
        name: 'Größe 😀',
        status: 'active',
        plan: 'starter',
        shard: expect.stringMatching(/^shard-[12]$/),
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/),
      }),
      user: { id: uuid, email: body.email },
      api_keys: {
        publishable: expect.stringMatching(/^sp_pk_[0-9A-Za-z]{49}$/),
        secret: expect.stringMatching(/^sp_sk_[0-9A-Za-z]{49}$/),
      },
      session_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]{43}$/),
      refresh_token: expect.stringMatching(/^sp_rt_[\w-]{86}$/),
      expires_at: expect.stringMatching(/Z$/),
      session: { id: uuid, created_at: expect.any(String), expires_at: expect.any(String) },
      device_token: expect.stringMatching(/^eyJ/),
    })
    const call = { host: `${body.slug}.localhost`, key: answer.body.api_keys.secret }
    expect((await platform.call('GET', '/admin/v1/store', call)).body).toMatchObject({
      name: 'Größe 😀',
      contact_email: body.email,
    })
  })

  test.each<[object, string[]]>([
    [{ email: 'nobody' }, ['email']],
    [{ email: 'a@b' }, ['email']],
    [{ email: 'a b@c.example' }, ['email']],
    [{ email: `${'a'.repeat(250)}@x.example` }, ['email']],
    [{ password: 'short' }, ['password']],
    [{ password: 'x'.repeat(201) }, ['password']],
    [{ store_name: '   ' }, ['store_name']],
    [{ store_name: 'x'.repeat(256) }, ['store_name']],
    [{ slug: 'a' }, ['slug']],
    [{ slug: 'Shop' }, ['slug']],
    [{ slug: 'admin' }, ['slug']],
    [{ slug: 'xn--abc' }, ['slug']],
    [{ plan: 'enterprise' }, ['plan']],
    [{ email: null, password: 1, store_name: 5, slug: {} }, ['email', 'password', 'slug', 'store_name']],
  ])('refuses %j', async (over, paths) => {
    const before = await everything()
    expectProblem(await signUp(input(over)), 'invalid_input', paths)
    expect(await everything()).toEqual(before)
  })

  test("names the password's fault without the password", async () => {
    const { text } = await signUp(input({ password: 'secret!' }))
    expect(text).not.toContain('secret!')
  })

  test('refuses an address that is taken, and leaves nothing behind', async () => {
    const taken = input()
    expect((await signUp(taken)).status).toBe(201)
    const before = await everything()
    expectProblem(await signUp(input({ slug: taken.slug })), 'slug_taken', ['slug'])
    expectProblem(await signUp(taken), 'slug_taken', ['slug'])
    expect(await everything()).toEqual(before)
  })

  test('makes one store of many sign-ups for one address', async () => {
    const before = await everything()
    const { slug } = input()
    const answers = await atOnce(12, () => signUp(input({ slug })))
    expect(statuses(answers)).toEqual([201, ...Array.from({ length: 11 }, () => 409)])
    for (const answer of answers) if (answer.status === 409) expectProblem(answer, 'slug_taken', ['slug'])
    expect(await everything()).toEqual({
      accounts: before.accounts + 1,
      tenants: before.tenants + 1,
      memberships: before.memberships + 1,
      keys: before.keys + 2,
      sessions: before.sessions + 1,
      places: before.places + 1,
    })
  })

  test('takes any e-mail address, which nobody has verified yet, in any case of letters', async () => {
    const before = await everything()
    const { email } = input()
    const answers = await atOnce(4, (i) => signUp(input({ email: i === 0 ? email.toUpperCase() : email })))
    expect(statuses(answers)).toEqual([201, 201, 201, 201])
    expect(new Set(answers.map(({ body }) => body.user.email))).toEqual(new Set([email]))
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(4)
    expect((await everything()).accounts).toBe(before.accounts + 4)
  })

  test('keeps password, keys and session as hashes only', async () => {
    const { body } = await signUp(input(), { 'idempotency-key': 'only-hashes-key' })
    const { publishable, secret } = body.api_keys
    const [family, refresh] = [body.refresh_token.slice(6, 49), body.refresh_token.slice(49)]
    const { session_token, device_token } = body
    const secrets = [PASSWORD, publishable, secret, family, refresh, session_token, device_token]
    expect(await findText([...secrets, 'only-hashes-key'])).toEqual([])
    const hashes = [publishable, secret, family, refresh].map((text) =>
      createHash('sha256').update(text).digest('hex'),
    )
    expect((await findText(hashes)).sort()).toEqual(['api_keys', 'api_keys', 'sessions', 'sessions'])
    const [account] = await platform.control
      .owner`select password_hash from accounts where id = ${body.user.id}`
    expect(account?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})

/** The tables in which one of the texts stands anywhere, once for each. */
async function findText(texts: string[]): Promise<string[]> {
  const { owner } = platform.control
  const tables = await owner<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`
  const found: string[] = []
  for (const { name } of tables)
    for (const text of texts) {
      const hits = await owner`select from ${owner(name)} t where position(${text} in t::text) > 0`
      if (hits.length > 0) found.push(name)
    }
  return found
}

describe('a new store is placed', () => {
  const placed = async () => (await signUp(input())).body.tenant.shard

  test('on the shard with the most room', async () => {
    await setRoom({ 'shard-1': 5, 'shard-2': 7 })
    const shards: string[] = []
    for (let i = 0; i < 4; i += 1) shards.push(await placed())
    // 5 and 7 free, then 5 and 6, then 5 and 5, then 4 and 5.
    expect(shards).toEqual(['shard-2', 'shard-2', 'shard-1', 'shard-2'])
  })

  test.each(['readonly', 'maintenance'])('not on a shard in %s', async (status) => {
    await setRoom({ 'shard-1': 2 })
    await setRoom({ 'shard-2': 100 }, status)
    expect(await placed()).toBe('shard-1')
  })

  test('nowhere when all are full: then it is refused and takes nothing', async () => {
    await setRoom({ 'shard-1': 0 })
    await setRoom({ 'shard-2': 5 }, 'maintenance')
    const before = await everything()
    const body = input()
    const answer = await signUp(body)
    expectProblem(answer, 'no_shard_available', [])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await everything()).toEqual(before)
    await setRoom({ 'shard-1': 1 })
    expect((await signUp(body)).body.tenant.shard).toBe('shard-1')
  })

  test('and the last places go to exactly as many', async () => {
    await setRoom({ 'shard-1': 3, 'shard-2': 2 })
    const answers = await atOnce(12, () => signUp(input()))
    expect(statuses(answers)).toEqual([201, 201, 201, 201, 201, ...Array.from({ length: 7 }, () => 503)])
    for (const answer of answers) if (answer.status === 503) expectProblem(answer, 'no_shard_available', [])
    expect((await placedRows()).every(({ free }) => free === 0)).toBe(true)
  })

  test('and the places taken are those of the stores there are', async () => {
    for (const { taken, stores } of await placedRows()) expect(taken).toBe(stores)
  })

  const placedRows = () => platform.control.owner<{ free: number; taken: number; stores: number }[]>`
    select max_tenants - current_tenants as free, current_tenants as taken,
      (select count(*)::int from tenants t where t.shard = s.name) as stores
    from shards s`
})

describe('with an Idempotency-Key, opening a store', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key })

  test('again gives the same keys again', async () => {
    const body = input()
    const first = await signUp(body, keyed('again'))
    const before = await everything()
    const again = await signUp(body, keyed('again'))
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.text).toBe(first.text)
    expect(first.headers.get('idempotency-replayed')).toBe(null)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await everything()).toEqual(before)
  })

  test('with another body is refused', async () => {
    const body = input()
    await signUp(body, keyed('reused'))
    expectProblem(await signUp(input(), keyed('reused')), 'idempotency_key_reused', [])
    expectProblem(
      await signUp({ ...body, password: 'another passphrase' }, keyed('reused')),
      'idempotency_key_reused',
    )
  })

  test('many times at once opens one, and all get its keys', async () => {
    const before = await everything()
    const body = input()
    const answers = await atOnce(20, () => signUp(body, keyed('at once')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
    expect((await everything()).tenants).toBe(before.tenants + 1)
  })

  test('many different ones at once all succeed, though each holds a connection', async () => {
    const answers = await atOnce(12, (i) => signUp(input(), keyed(`different ${i}`)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  })

  test('and being refused is not remembered', async () => {
    const { slug } = input()
    await signUp(input({ slug }))
    expectProblem(await signUp(input({ slug }), keyed('refused')), 'slug_taken')
    expect((await signUp(input(), keyed('refused'))).status).toBe(201)
  })

  test('is remembered in a form that the database alone cannot give away', async () => {
    const { body } = await signUp(input(), keyed('unreadable'))
    const encoded = [body.api_keys.secret, body.user.email].flatMap((text) => [
      text,
      Buffer.from(text).toString('base64').slice(4, -8),
      Buffer.from(text).toString('hex'),
    ])
    const { owner } = platform.control
    const stored = await owner`select t::text as text from idempotency_keys t`
    for (const { text } of stored) for (const secret of encoded) expect(text).not.toContain(secret)
    expect(JSON.stringify(stored)).not.toContain('unreadable')
  })

  test('is forgotten after a day', async () => {
    const body = input()
    const headers = keyed('a day')
    await signUp(body, headers)
    await platform.control
      .owner`update idempotency_keys set created_at = now() - interval '24 hours 1 second'`
    expectProblem(await signUp(body, headers), 'slug_taken')
    expect((await signUp(input(), headers)).status).toBe(201)
    expect(await rows('idempotency_keys')).toBe(1)
  })
})

describe('the list of stores', () => {
  const list = async (query: string, key = ADMIN_TOKEN) =>
    platform.call('GET', `/platform/v1/tenants?${query}`, { key })
  const slugs = (answer: Answer) => answer.body.data.map(({ slug }: { slug: string }) => slug)

  test('is searched by address, name and owner, and filtered', async () => {
    const first = input({ store_name: 'Zebra_Goods', email: 'Finder@Needle.example' })
    const second = input({ store_name: 'zebrasgoods' })
    const { tenant } = (await signUp(first)).body
    await signUp(second)
    expect(slugs(await list('q=zebra_g'))).toEqual([first.slug])
    expect(slugs(await list('q=ZEBRA&sort=name'))).toEqual([first.slug, second.slug])
    expect(slugs(await list('q=zebra&sort=-name'))).toEqual([second.slug, first.slug])
    expect(slugs(await list(`q=${first.slug}`))).toContain(first.slug)
    const found = await list('q=finder%40needle')
    expect(found.body.data).toMatchObject([
      { slug: first.slug, owner: { email: expect.stringMatching(/finder@/i) } },
    ])
    expect(slugs(await list('q=%25'))).toEqual([])

    const path = `/platform/v1/tenants/${tenant.id}`
    await platform.call('PATCH', path, { key: ADMIN_TOKEN, body: { plan: 'pro' } })
    await platform.call('POST', `${path}/suspend`, { key: ADMIN_TOKEN, body: { reason: 'A reason' } })
    expect(slugs(await list('q=zebra&plan=pro'))).toEqual([first.slug])
    expect(slugs(await list('q=zebra&status=active'))).toEqual([second.slug])
    expect(slugs(await list(`q=zebra&status=suspended&shard=${tenant.shard}`))).toEqual([first.slug])
    expect(slugs(await list('q=zebra&shard=nowhere'))).toEqual([])
  })

  test.each(['created_at', '-created_at', 'name', '-name'])('is paged in the order of %s', async (sort) => {
    for (let i = 0; i < 3; i += 1) await signUp(input({ store_name: 'Same name' }))
    const whole = slugs(await list(`sort=${sort}&limit=100`))
    const paged: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Answer = await list(`sort=${sort}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...slugs(page))
      cursor = page.body.next_cursor
    }
    expect(paged).toEqual(whole)
  })

  test('shows others their own stores only', async () => {
    const { body } = await signUp(input({ store_name: 'Only mine' }))
    expect(slugs(await list('sort=name', body.session_token))).toEqual([body.tenant.slug])
    expect(slugs(await list('q=same', body.session_token))).toEqual([])
    expectProblem(
      await platform.call('GET', '/platform/v1/tenant-counts', { key: body.session_token }),
      'forbidden',
    )
  })

  test('is counted by status, plan and shard', async () => {
    const { status, body } = await platform.call('GET', '/platform/v1/tenant-counts', { key: ADMIN_TOKEN })
    expect(status).toBe(200)
    const total = await rows('tenants')
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0)
    expect(body.total).toBe(total)
    for (const counts of [body.by_status, body.by_plan, body.by_shard]) expect(sum(counts)).toBe(total)
    expect(body.by_status.suspended).toBe(1)
  })
})
