import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startDns, type TestDns } from '../../shared/testing/dns.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let dns: TestDns
let platform: TestPlatform
let second: Gateway
let store: TestStore
let rival: TestStore
beforeAll(async () => {
  dns = await startDns()
  platform = await startTestPlatform({ pollSeconds: 0.5, dnsServers: [dns.address] })
  second = await platform.startGateway()
  store = await platform.signUp()
  rival = await platform.signUp()
})
afterAll(async () => {
  await second?.stop()
  await platform?.stop()
  await dns?.stop()
})

type Domain = { id: string; hostname: string; records: { type: string; name: string; value: string }[] }

const call = (method: string, path = '', body?: unknown, as = store): Promise<Answer> =>
  platform.call(method, `/platform/v1/tenants/${as.id}/domains${path}`, { key: as.session, body })
const verify = (domain: Domain, as = store) => call('POST', `/${domain.id}/verify`, undefined, as)
const read = async (domain: Domain, as = store) => (await call('GET', `/${domain.id}`, undefined, as)).body

let names = 0
const freshName = () => {
  names += 1
  return `www.shop-${names}.example`
}

async function claim(hostname = freshName(), as = store): Promise<Domain> {
  const { status, body, text } = await call('POST', '', { hostname }, as)
  expect(status, text).toBe(201)
  return body
}
const setRecords = ({ records }: Domain) => {
  for (const { type, name, value } of records) dns.set(name, type as 'TXT' | 'CNAME', value)
}
const clearRecords = ({ records }: Domain) => {
  for (const { type, name } of records) dns.set(name, type as 'TXT' | 'CNAME')
}
async function verified(hostname = freshName(), as = store): Promise<Domain> {
  const domain = await claim(hostname, as)
  setRecords(domain)
  expect((await verify(domain, as)).body.domain.status).toBe('verified')
  return domain
}

const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 20 })
const at = (hostname: string, gateway: Gateway = platform, path = '/store/v1/products') =>
  gateway.call('GET', path, { host: hostname })
const mails = (as: TestStore) => platform.control.owner<{ template: string; body: string }[]>`
  select template, body from mails where recipient = ${`owner@${as.slug}.example`}
    and template <> 'email_verification' order by id`
const templates = async (as: TestStore) => (await mails(as)).map(({ template }) => template)
/** Makes the past longer ago, and the next check due; the clock of the queue is not waited for. */
async function letPass(domain: Domain, hours: number): Promise<void> {
  await platform.control.owner`
    update domains set created_at = created_at - make_interval(hours => ${hours}),
      failing_since = failing_since - make_interval(hours => ${hours}), next_check_at = now() - interval '1 hour'
    where id = ${domain.id}`
  await platform.control.owner`insert into pgboss.job (name, data) values ('domains.check', '{}')`
}
const statusSoon = (domain: Domain, status: string, as = store) =>
  soon(async () => expect(await read(domain, as)).toMatchObject({ status }))

describe('a claim', () => {
  test('tells the records to set, and is listed', async () => {
    const domain = await claim('WWW.Bücher-1.example')
    expect(domain).toMatchObject({
      hostname: 'www.xn--bcher-1-n2a.example',
      hostname_unicode: 'www.bücher-1.example',
      status: 'pending',
      is_primary: false,
      records: [
        {
          type: 'TXT',
          name: '_storeplane.www.xn--bcher-1-n2a.example',
          value: expect.stringMatching(/^storeplane-verification=[0-9a-f]{32}$/),
        },
        { type: 'CNAME', name: 'www.xn--bcher-1-n2a.example', value: `${store.slug}.localhost` },
      ],
    })
    const { body } = await call('GET', '?limit=1')
    expect(body.data).toEqual([domain])
    expect(await read(domain)).toEqual(domain)
  })

  test('is refused for what is no name, for names of this installation, and twice', async () => {
    const { hostname } = await claim()
    for (const wrong of [
      'https://shop.example',
      '*.shop.example',
      'localhost',
      '192.0.2.1',
      'other.localhost',
    ])
      expectProblem(await call('POST', '', { hostname: wrong }), 'invalid_input', ['hostname'])
    expectProblem(await call('POST', '', { hostname: hostname.toUpperCase() }), 'domain_exists', ['hostname'])
    expectProblem(await call('POST', '', { hostname: freshName(), extra: 1 }), 'invalid_input')
  })

  test('gives different stores different tokens, and nothing until it is proved', async () => {
    const [ours, theirs] = [await claim(), await claim(`www.shop-${names}.example`, rival)]
    expect(ours.hostname).toBe(theirs.hostname)
    expect(ours.records[0]?.value).not.toBe(theirs.records[0]?.value)
    expectProblem(await at(ours.hostname), 'unknown_host')
  })

  test('is one of at most twenty, also when they come at once', async () => {
    const busy = await platform.signUp()
    const answers = await Promise.all(
      Array.from({ length: 23 }, () => call('POST', '', { hostname: freshName() }, busy)),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    const refused = answers.filter(({ status }) => status !== 201)
    for (const answer of refused) expectProblem(answer, 'too_many_domains')
    const { body } = await call('GET', '?limit=100', undefined, busy)
    await call('DELETE', `/${body.data[0].id}`, undefined, busy)
    await claim(freshName(), busy)
  }, 30_000)
})

describe('verification', () => {
  test('tells record by record what is missing', async () => {
    const domain = await claim()
    const [txt, cname] = domain.records
    const { body } = await verify(domain)
    expect(body.domain).toMatchObject({ status: 'pending', fault: expect.stringContaining(txt!.value) })
    expect(body.checks).toEqual([
      {
        type: 'TXT',
        name: txt!.name,
        expected: txt!.value,
        found: [],
        ok: false,
        change: expect.stringContaining('Add'),
      },
      {
        type: 'CNAME',
        name: cname!.name,
        expected: cname!.value,
        found: [],
        ok: false,
        change: expect.stringContaining('Add'),
      },
    ])

    dns.set(cname!.name, 'CNAME', cname!.value)
    expect((await verify(domain)).body.checks).toMatchObject([
      { ok: false },
      { ok: true, found: [cname!.value] },
    ])
    expectProblem(await at(domain.hostname), 'unknown_host')

    dns.set(txt!.name, 'TXT', 'v=spf1 -all', txt!.value)
    const proved = (await verify(domain)).body
    expect(proved.checks).toMatchObject([{ ok: true }, { ok: true }])
    expect(proved.domain).toMatchObject({ status: 'verified', fault: null, verified_at: expect.any(String) })
    for (const gateway of [platform, second])
      await soon(async () => expect((await at(domain.hostname, gateway)).status).toBe(200))
  })

  test('takes the addresses of the target at an apex', async () => {
    const domain = await claim('shop-apex.example')
    const [txt, cname] = domain.records
    dns.set(txt!.name, 'TXT', txt!.value)
    dns.set(cname!.value, 'A', '192.0.2.1', '192.0.2.2')
    dns.set(domain.hostname, 'A', '192.0.2.2', '192.0.2.9')
    const { body } = await verify(domain)
    expect(body.checks[1]).toMatchObject({ ok: false, found: ['192.0.2.2', '192.0.2.9'] })
    expect(body.checks[1].change).toContain('192.0.2.1, 192.0.2.2')
    dns.set(domain.hostname, 'A', '192.0.2.2')
    expect((await verify(domain)).body.domain.status).toBe('verified')
  })

  test.each(['SERVFAIL', 'REFUSED', 'silence'] as const)(
    'takes %s of the name servers for no verdict',
    async (failure) => {
      const domain = await verified()
      const [txt] = domain.records
      dns.fail(txt!.name, failure)
      const { body } = await verify(domain)
      expect(body.checks[0]).toMatchObject({ ok: null, change: expect.stringContaining('no verdict') })
      expect(body.domain).toMatchObject({ status: 'verified', failing_since: null })
      dns.fail(txt!.name, undefined)
      expect((await verify(domain)).body.domain).toMatchObject({ status: 'verified', fault: null })
    },
    30_000,
  )

  test('comes by itself', async () => {
    const domain = await claim()
    setRecords(domain)
    await letPass(domain, 0)
    await statusSoon(domain, 'verified')
  })

  test('is given up after three days, until somebody asks for it', async () => {
    const domain = await claim()
    await letPass(domain, 73)
    await statusSoon(domain, 'failed')
    expect(await read(domain)).toMatchObject({ next_check_at: null })
    setRecords(domain)
    expect((await verify(domain)).body.domain.status).toBe('verified')
  })
})

test('a verified domain whose records go is served for three days, with warnings, and again when they are back', async () => {
  const owner = await platform.signUp()
  const domain = await verified(freshName(), owner)
  clearRecords(domain)
  await letPass(domain, 0)
  await soon(async () => expect((await read(domain, owner)).failing_since).not.toBe(null))
  expect((await at(domain.hostname)).status).toBe(200)
  await letPass(domain, 49)
  await soon(async () => expect(await templates(owner)).toEqual(['domain_failing', 'domain_last_day']))
  expect((await at(domain.hostname)).status).toBe(200)
  await letPass(domain, 24)
  await statusSoon(domain, 'quarantined', owner)
  expect(await templates(owner)).toEqual(['domain_failing', 'domain_last_day', 'domain_quarantined'])
  expect((await mails(owner)).at(-1)?.body).toContain(domain.records[0]!.value)
  for (const gateway of [platform, second])
    await soon(async () => expectProblem(await at(domain.hostname, gateway), 'unknown_host'))

  setRecords(domain)
  await letPass(domain, 0)
  await statusSoon(domain, 'verified', owner)
  await soon(async () => expect((await at(domain.hostname, second)).status).toBe(200))
})

describe('a name that another store has', () => {
  test('goes to whoever proves it anew; the token of the one before is worth nothing', async () => {
    const ours = await verified()
    await soon(async () => expect((await at(ours.hostname)).status).toBe(200))
    const theirs = await claim(ours.hostname, rival)
    // A CNAME record that points to the right place is no proof, nor is the token of the other.
    expect((await verify(theirs, rival)).body.domain.status).toBe('pending')
    dns.set(ours.hostname, 'CNAME', `${rival.slug}.localhost`)
    expect((await verify(theirs, rival)).body.domain.status).toBe('pending')
    expect(await read(ours)).toMatchObject({ status: 'verified' })

    const [ourTxt, theirTxt] = [ours.records[0]!, theirs.records[0]!]
    dns.set(theirTxt.name, 'TXT', ourTxt.value, theirTxt.value)
    expect((await verify(theirs, rival)).body.domain.status).toBe('verified')
    const lost = await read(ours)
    expect(lost).toMatchObject({
      status: 'failed',
      next_check_at: null,
      fault: expect.stringContaining('Another store'),
    })
    expect(await templates(store)).toContain('domain_taken')
    await soon(async () => {
      const { body } = await platform.call('GET', '/admin/v1/store', {
        host: ours.hostname,
        key: rival.secret,
      })
      expect(body.name).toBe(`Store ${rival.slug}`)
    })

    dns.set(ours.hostname, 'CNAME', `${store.slug}.localhost`)
    expect((await verify(ours)).body.domain.status).toBe('failed')
    dns.set(theirTxt.name, 'TXT', lost.records[0].value)
    expect((await verify(ours)).body.domain.status).toBe('verified')
  })

  test('goes to one of two that prove it at once, and the other must prove it anew', async () => {
    const hostname = freshName()
    const [ours, theirs] = [await claim(hostname), await claim(hostname, rival)]
    dns.set(`_storeplane.${hostname}`, 'TXT', ours.records[0]!.value, theirs.records[0]!.value)
    dns.set(hostname, 'A', '192.0.2.1')
    for (const { slug } of [store, rival]) dns.set(`${slug}.localhost`, 'A', '192.0.2.1')
    const answers = await Promise.all([verify(ours), verify(theirs, rival)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const statuses = [(await read(ours)).status, (await read(theirs, rival)).status]
    expect(statuses.sort()).toEqual(['failed', 'verified'])
    for (const [domain, as] of [
      [ours, store],
      [theirs, rival],
    ] as const) {
      if ((await read(domain, as)).status === 'failed')
        expect((await verify(domain, as)).body.domain.status).toBe('failed')
    }
  })

  test('and removed is nobody’s: a record that was left behind gives it to no one', async () => {
    const ours = await verified()
    const removed = await call('DELETE', `/${ours.id}`)
    expect(removed.body).toMatchObject({ status: 'removed', removed_at: expect.any(String) })
    await soon(async () => expectProblem(await at(ours.hostname), 'unknown_host'))
    expectProblem(await verify(ours), 'domain_removed')
    expect((await call('GET', '?limit=100')).body.data).not.toContainEqual(removed.body)
    expect((await call('GET', '?status=removed')).body.data).toContainEqual(removed.body)

    const theirs = await claim(ours.hostname, rival)
    expect((await verify(theirs, rival)).body.domain.status).toBe('pending')
    const again = await claim(ours.hostname)
    expect((await verify(again)).body.domain.status).toBe('pending')
  })

  test('is kept in mind for ninety days after it was removed', async () => {
    const domain = await claim()
    await call('DELETE', `/${domain.id}`)
    await platform.control
      .owner`update domains set removed_at = removed_at - interval '91 days' where id = ${domain.id}`
    await letPass(await claim(), 0)
    await soon(async () => expectProblem(await call('GET', `/${domain.id}`), 'not_found'))
  })

  test('is not seen by others', async () => {
    const ours = await verified()
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/verify'],
      ['POST', '/make-primary'],
    ] as const)
      expectProblem(await call(method, `/${ours.id}${path}`, undefined, rival), 'not_found')
    expect(JSON.stringify((await call('GET', '', undefined, rival)).body)).not.toContain(ours.id)
  })
})

describe('the primary domain', () => {
  const page = (host: string, path: string, headers = {}, gateway: Gateway = platform) =>
    gateway.call('GET', path, { host, headers })

  test('is where pages at all other names lead, and no API', async () => {
    const shop = await platform.signUp()
    const [first, other] = [await verified(freshName(), shop), await verified(freshName(), shop)]
    const pending = await claim(freshName(), shop)
    expectProblem(await call('POST', `/${pending.id}/make-primary`, undefined, shop), 'domain_not_verified')
    const { body } = await call('POST', `/${first.id}/make-primary`, undefined, shop)
    expect(body).toMatchObject({ is_primary: true })

    for (const gateway of [platform, second]) {
      for (const host of [`${shop.slug}.localhost:8080`, `${other.hostname}:8080`]) {
        await soon(async () => {
          const { status, headers } = await page(host, '/products/shirt?size=M&x=%2F', {}, gateway)
          expect(status).toBe(308)
          expect(headers.get('location')).toBe(`http://${first.hostname}:8080/products/shirt?size=M&x=%2F`)
          expect(headers.get('cache-control')).toBe('no-cache')
        })
      }
    }
    const secure = await page(other.hostname, '/', { 'x-forwarded-proto': 'https' })
    expect(secure.headers.get('location')).toBe(`https://${first.hostname}/`)
    expect((await page(first.hostname, '/')).status).toBe(200)
    expect((await page(`${first.hostname.toUpperCase()}.:80`, '/')).status).toBe(200)
    for (const path of ['/.well-known/acme-challenge/x', '/platform/v1/tenants', '/store/v1'])
      expectProblem(await page(other.hostname, path), 'not_found')
    for (const path of ['/docs', '/store/v1/openapi.json', '/store/v1/products'])
      expect((await page(other.hostname, path)).status).toBe(200)
    expect((await platform.call('POST', '/contact', { host: other.hostname, body: {} })).status).toBe(404)

    await call('POST', `/${other.id}/make-primary`, undefined, shop)
    for (const gateway of [platform, second])
      await soon(async () => {
        const { headers } = await page(first.hostname, '/', {}, gateway)
        expect(headers.get('location')).toBe(`http://${other.hostname}/`)
      })
    expect(await read(first, shop)).toMatchObject({ is_primary: false })

    expect((await call('POST', `/${other.id}/clear-primary`, undefined, shop)).body.is_primary).toBe(false)
    await soon(async () => expect((await page(first.hostname, '/')).status).toBe(200))
    await call('POST', `/${other.id}/make-primary`, undefined, shop)
    await soon(async () => expect((await page(first.hostname, '/')).status).toBe(308))
    await call('DELETE', `/${other.id}`, undefined, shop)
    await soon(async () => expect((await page(first.hostname, '/')).status).toBe(200))
  })

  test('of a store that is suspended leads nowhere', async () => {
    const shop = await platform.signUp()
    const domain = await verified(freshName(), shop)
    await call('POST', `/${domain.id}/make-primary`, undefined, shop)
    await platform.call('POST', `/platform/v1/tenants/${shop.id}/suspend`, {
      key: ADMIN_TOKEN,
      body: { reason: 'Chargebacks' },
    })
    for (const host of [domain.hostname, `${shop.slug}.localhost`])
      await soon(async () => expectProblem(await page(host, '/'), 'tenant_suspended'))
  })
})

describe('Caddy', () => {
  const ask = async (domain: string, gateway: Gateway = platform) =>
    (await fetch(`http://127.0.0.1:${gateway.askPort}/internal/caddy/ask?domain=${domain}`)).status

  test('may get certificates for names of stores only', async () => {
    const domain = await verified()
    for (const gateway of [platform, second])
      await soon(async () => expect(await ask(domain.hostname, gateway)).toBe(200))
    for (const known of [domain.hostname.toUpperCase(), `${store.slug}.localhost`, 'localhost'])
      expect(await ask(known)).toBe(200)
    const pending = await claim()
    for (const unknown of [
      pending.hostname,
      'nobody.localhost',
      'a.b.localhost',
      'shop.evil.example',
      '',
      '%00',
    ])
      expect(await ask(unknown), unknown).toBe(404)
    await soon(async () =>
      expect(await read(domain)).toMatchObject({ certificate_asked_at: expect.any(String) }),
    )
    await call('DELETE', `/${domain.id}`)
    for (const gateway of [platform, second])
      await soon(async () => expect(await ask(domain.hostname, gateway)).toBe(404))
  })

  test('learns of a new store', async () => {
    const { slug } = await platform.signUp()
    for (const gateway of [platform, second])
      await soon(async () => expect(await ask(`${slug}.localhost`, gateway)).toBe(200))
  })

  test('costs the database nothing by asking for many names', async () => {
    const count = async () => {
      const [row] = await platform.control.owner<{ calls: number }[]>`
        select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s
        join pg_database d on d.oid = s.dbid where d.datname = current_database() and query ~ 'slug|hostname'`
      return row!.calls
    }
    await platform.control.owner`create extension if not exists pg_stat_statements`
    const before = await count()
    for (let i = 0; i < 100; i += 1) {
      expect(await ask(`x${i}.random.example`)).toBe(404)
      expect(await ask(`x${i}.localhost`)).toBe(404)
      expect((await at(`x${i}.random.example`)).status).toBe(404)
    }
    expect((await count()) - before).toBeLessThan(20)
  })

  test('is told nothing else there', async () => {
    for (const path of ['/', '/metrics', '/platform/v1/tenants', '//evil'])
      expect((await fetch(`http://127.0.0.1:${platform.askPort}${path}`)).status).toBe(404)
  })
})
