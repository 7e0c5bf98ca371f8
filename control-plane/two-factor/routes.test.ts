import { TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { VAULT } from '../../shared/testing/vault.ts'

const PASSWORD = 'a long passphrase'
const STEP_MS = 30_000
const HOME = '203.0.113.7'
const ELSEWHERE = '198.51.100.9'
const STATE = '/platform/v1/account/two-factor'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())
beforeEach(async () => {
  store = await platform.signUp()
})

type Place = { at?: string; of?: TestStore; on?: Gateway; key?: string }
const ask = (method: string, path: string, body?: unknown, place: Place = {}): Promise<Answer> =>
  (place.on ?? platform).call(method, `${STATE}${path}`, {
    key: (place.of ?? store).session,
    body,
    headers: {
      'x-forwarded-for': place.at ?? HOME,
      'user-agent': 'test browser',
      ...(place.key === undefined ? {} : { 'idempotency-key': place.key }),
    },
  })
/** The code of the app, so many steps from now. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + steps * STEP_MS })
const wrongCode = (secret: string): string => {
  const right = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code))!
}

async function enrol(of = store): Promise<string> {
  const { status, body } = await ask('POST', '/enrolment', { password: PASSWORD }, { of })
  expect(status).toBe(201)
  return body.secret
}

/** Switches it on by the present code, so that the next one is unused; should the step end meanwhile, both are still good. */
async function enable(): Promise<{ secret: string; codes: string[] }> {
  const secret = await enrol()
  const { status, body } = await ask('POST', '/confirm', { totp_code: codeOf(secret) })
  expect(status).toBe(200)
  return { secret, codes: body.recovery_codes }
}

const events = async (): Promise<string[]> =>
  (await ask('GET', '/events')).body.data.map(({ kind }: { kind: string }) => kind)
const mails = async (): Promise<string[]> => {
  const rows = await platform.control.owner`
    select template from mails where recipient = ${`owner@${store.slug}.example`} order by id`
  return rows.map((row) => row.template).filter((template) => /two_factor|recovery/.test(template))
}
const disable = (given: object, place?: Place) =>
  ask('POST', '/disable', { password: PASSWORD, ...given }, place)
/** As if so much time had passed since the last failure. */
const waited = (seconds: number) => platform.control.owner`
  update two_factor_attempts set last_failed_at = last_failed_at - make_interval(secs => ${seconds})
  where account_id = ${store.accountId}`

describe('setting up', () => {
  test('gives a secret for the app, and recovery codes once a code of it was shown', async () => {
    expect((await ask('GET', '')).body).toEqual({
      enabled: false,
      confirmed_at: null,
      recovery_codes_left: 0,
    })
    const { body } = await ask('POST', '/enrolment', { password: PASSWORD })
    expect(body.otpauth_uri).toContain(`secret=${body.secret}`)
    expect(body.otpauth_uri).toContain(encodeURIComponent(`owner@${store.slug}.example`))
    expect(body.qr_svg).toMatch(/^<svg .*<\/svg>\s*$/s)
    expect((await ask('GET', '')).body.enabled).toBe(false)

    const confirmed = await ask('POST', '/confirm', { totp_code: codeOf(body.secret) })

    const codes: string[] = confirmed.body.recovery_codes
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){3}$/)
    expect((await ask('GET', '')).body).toEqual({
      enabled: true,
      confirmed_at: expect.stringMatching(/Z$/),
      recovery_codes_left: 10,
    })
    expect(await mails()).toEqual(['two_factor_enabled'])
  })

  test('keeps the secret sealed and the recovery codes hashed', async () => {
    const { secret, codes } = await enable()
    const [factor] = await platform.control.owner`
      select secret from two_factors where account_id = ${store.accountId}`
    expect(VAULT.open(factor?.secret, `account/${store.accountId}/two-factor`)).toBe(secret)
    expect(() => VAULT.open(factor?.secret, 'account/another/two-factor')).toThrow()
    const rows = await platform.control.owner`
      select t::text as row from recovery_codes t where account_id = ${store.accountId}`
    expect(rows).toHaveLength(10)
    for (const code of codes) expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''))
  })

  test('takes the password, and a code of the last secret', async () => {
    expectProblem(await ask('POST', '/enrolment', { password: 'another' }), 'invalid_credentials', [
      'password',
    ])
    expectProblem(await ask('POST', '/confirm', { totp_code: '123456' }), 'two_factor_not_enabled')
    const first = await enrol()
    const second = await enrol()
    expectProblem(await ask('POST', '/confirm', { totp_code: codeOf(first) }), 'invalid_credentials', [
      'totp_code',
    ])
    expect((await ask('POST', '/confirm', { totp_code: codeOf(second) })).status).toBe(200)
    expect(await events()).toEqual(['confirmed', 'failed', 'enrolled', 'enrolled', 'failed'])
  })

  test('is refused while it is on', async () => {
    const { secret } = await enable()
    expectProblem(await ask('POST', '/enrolment', { password: PASSWORD }), 'two_factor_enabled')
    expectProblem(await ask('POST', '/confirm', { totp_code: codeOf(secret) }), 'two_factor_enabled')
    expect((await disable({ totp_code: codeOf(secret, 1) })).status).toBe(200)
  })

  test('needs a password that could be asked for', async () => {
    await platform.control.owner`update accounts set password_hash = null where id = ${store.accountId}`
    expectProblem(await ask('POST', '/enrolment', { password: PASSWORD }), 'password_not_set')
  })

  test('is for accounts, not for the token of the installation', async () => {
    const token = 'platform-admin-token-for-the-tests'
    expectProblem(await platform.call('GET', STATE, { key: token }), 'forbidden')
  })
})

describe('a code', () => {
  test('counts once, on all gateways, even at the same time', async () => {
    const { secret, codes } = await enable()
    const other = await platform.startGateway()
    try {
      const totp_code = codeOf(secret, 1)
      const renew = (on: Gateway) => ask('POST', '/recovery-codes', { password: PASSWORD, totp_code }, { on })
      const answers = await Promise.all([renew(platform), renew(other), renew(platform)])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401])
      const recovery_code = codes[0]
      const renewed = answers.find(({ status }) => status === 200)!.body.recovery_codes
      expect(renewed).toHaveLength(10)
      // Those of the former set are void.
      expectProblem(await disable({ recovery_code }), 'invalid_credentials', ['recovery_code'])
      expect((await disable({ recovery_code: renewed[0] }, { on: other })).body).toMatchObject({
        enabled: false,
      })
    } finally {
      await other.stop()
    }
  })

  test('of the step before the last one used is refused, the next one is not', async () => {
    const { secret } = await enable()
    const renew = (totp_code: string) => ask('POST', '/recovery-codes', { password: PASSWORD, totp_code })
    expect((await renew(codeOf(secret, 1))).status).toBe(200)
    expectProblem(await renew(codeOf(secret)), 'invalid_credentials')
  })

  test('for recovery counts once, and its owner is told', async () => {
    const { codes } = await enable()
    const [first = '', second = ''] = codes
    const renew = await disable({
      recovery_code: first.toUpperCase().replaceAll('-', ' '),
      password: 'wrong',
    })
    expectProblem(renew, 'invalid_credentials', ['password'])
    expect((await disable({ recovery_code: first.toUpperCase().replaceAll('-', ' ') })).status).toBe(200)
    expect(await mails()).toEqual(['two_factor_enabled', 'recovery_code_used', 'two_factor_disabled'])
    expect(await events()).toEqual(['disabled', 'recovery_code_used', 'failed', 'confirmed', 'enrolled'])
    expectProblem(await disable({ recovery_code: second }), 'two_factor_not_enabled')
  })

  test('of another account is none', async () => {
    const { codes } = await enable()
    const [recovery_code] = codes
    store = await platform.signUp()
    await enable()
    expectProblem(await disable({ recovery_code }), 'invalid_credentials', ['recovery_code'])
  })

  test('must be given to switch it off', async () => {
    await enable()
    expectProblem(await disable({}), 'two_factor_required')
    expectProblem(await disable({ totp_code: '12345' }), 'invalid_input', ['totp_code'])
    expect((await ask('GET', '')).body.enabled).toBe(true)
  })
})

describe('wrong codes', () => {
  test('make one wait ever longer, on all gateways, and cannot be taken back by a key', async () => {
    const { secret, codes } = await enable()
    const totp_code = wrongCode(secret)
    const other = await platform.startGateway()
    try {
      for (let i = 0; i < 5; i += 1)
        expectProblem(await disable({ totp_code }, { key: `key ${i}` }), 'invalid_credentials')
      const refused = await disable({ recovery_code: codes[0] }, { on: other })
      expectProblem(refused, 'too_many_attempts')
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(20)
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30)
      await waited(30)
      expectProblem(await disable({ totp_code }, { on: other }), 'invalid_credentials')
      expect(Number((await disable({ totp_code })).headers.get('retry-after'))).toBeGreaterThan(50)
      await waited(60)
      expect((await disable({ recovery_code: codes[0] })).status).toBe(200)
      expect(await mails()).toContain('two_factor_failures')
    } finally {
      await other.stop()
    }
  })

  test('of strangers do not keep the owner from where they are known', async () => {
    const { secret, codes } = await enable()
    for (let i = 0; i < 5; i += 1) await disable({ totp_code: wrongCode(secret) }, { at: `198.51.100.${i}` })
    expectProblem(await disable({ recovery_code: codes[0] }, { at: ELSEWHERE }), 'too_many_attempts')
    expect((await disable({ recovery_code: codes[0] }, { at: HOME })).status).toBe(200)
  })

  test('are counted one by one when they come at once', async () => {
    const { secret } = await enable()
    const totp_code = wrongCode(secret)
    const answers = await Promise.all(Array.from({ length: 9 }, () => disable({ totp_code })))
    const codes = answers.map(({ body }) => body.code).sort()
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(5)
    expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(4)
  })
})

test('the log tells the account, and no other, what happened from where', async () => {
  await enable()
  const page = await ask('GET', '/events?limit=1')
  expect(page.body.data).toEqual([
    {
      id: expect.any(String),
      kind: 'confirmed',
      address: HOME,
      user_agent: 'test browser',
      created_at: expect.stringMatching(/Z$/),
    },
  ])
  const next = await ask('GET', `/events?limit=1&cursor=${page.body.next_cursor}`)
  expect(next.body.data).toMatchObject([{ kind: 'enrolled' }])
  expect(next.body.next_cursor).toBe(null)
  expect((await ask('GET', '/events', undefined, { of: await platform.signUp() })).body.data).toEqual([])
})
