// Guessing and flooding are closed off, for those who do it and for nobody else.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mailsTo } from '../../shared/testing/mails.ts'
import {
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { WAITS } from './rules.ts'

const PASSWORD = 'a long passphrase'
const free = (kind: keyof typeof WAITS) => WAITS[kind].findIndex((wait) => wait > 0) + 1

let platform: TestPlatform
let second: Gateway
let email: string
let session: string
let device: string
beforeAll(async () => {
  platform = await startTestPlatform()
  second = await platform.startGateway()
})
beforeEach(async () => {
  const { slug, session: token } = await platform.signUp()
  session = token
  email = `owner@${slug}.example`
  device = (await signIn({})).body.device_token
  await platform.control.owner`delete from attempts`
})
afterAll(async () => {
  await second?.stop()
  await platform?.stop()
})

let hosts = 0
/** Somewhere nobody asked from before. */
const elsewhere = () => {
  hosts += 1
  return `198.51.${Math.floor(hosts / 250)}.${1 + (hosts % 250)}`
}
const signIn = (body: object, from = elsewhere(), gateway: Gateway = platform): Promise<Answer> =>
  gateway.call('POST', '/platform/v1/sessions', {
    body: { email, password: PASSWORD, ...body },
    headers: { 'x-forwarded-for': from },
  })
const wrong = { password: 'a wrong passphrase' }
async function times(n: number, ask: (i: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let i = 0; i < n; i += 1) answers.push(await ask(i))
  return answers
}
const codes = (answers: readonly Answer[]) => answers.map(({ body }) => body.code ?? 'success')
const filled = (n: number, code: string) => Array.from({ length: n }, () => code)
const pass = (seconds: number) => platform.control.owner`
  update attempts set last_at = last_at - make_interval(secs => ${seconds}),
    closed_until = closed_until - make_interval(secs => ${seconds})`

describe('wrong passwords', () => {
  test('of strangers close an address to strangers, from wherever and on whatever gateway', async () => {
    const n = free('email')
    const guesses = await times(n, () => signIn(wrong))
    expect(codes(guesses)).toEqual(filled(n, 'invalid_credentials'))
    for (const gateway of [platform, second]) {
      const answer = await signIn({}, elsewhere(), gateway)
      expectProblem(answer, 'too_many_attempts', [])
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(25)
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(30)
    }
  })

  test('of strangers never keep out a device that signed in before', async () => {
    await times(free('email') + 2, () => signIn(wrong))
    expectProblem(await signIn({}), 'too_many_attempts')
    const answer = await signIn({ device_token: device })
    expect(answer.status).toBe(201)
    const cookie = { cookie: `sp_device=${device}`, 'sec-fetch-site': 'same-origin' }
    const byCookie = await platform.call('POST', '/platform/v1/sessions', {
      body: { email, password: PASSWORD },
      headers: cookie,
    })
    expect(byCookie.status).toBe(201)
  })

  test('of a known device close it to that device only', async () => {
    const other = (await signIn({})).body.device_token
    const guesses = await times(free('device'), () => signIn({ ...wrong, device_token: device }))
    expect(new Set(codes(guesses))).toEqual(new Set(['invalid_credentials']))
    expectProblem(await signIn({ device_token: device }), 'too_many_attempts')
    expect((await signIn({ device_token: other })).status).toBe(201)
    expect((await signIn({})).status).toBe(201)
  })

  test("are not forgiven to who shows another account's device", async () => {
    const { slug } = await platform.signUp()
    const stranger = await signIn({ email: `owner@${slug}.example` })
    const device_token = stranger.body.device_token
    await times(free('email'), () => signIn({ ...wrong, device_token }))
    expectProblem(await signIn({ device_token }), 'too_many_attempts')
    expectProblem(await signIn({ device_token: 'made up' }), 'too_many_attempts')
  })

  test('close an address that nobody has just the same', async () => {
    const known = await times(free('email') + 2, () => signIn(wrong))
    const unknown = await times(free('email') + 2, () => signIn({ ...wrong, email: 'nobody@x.example' }))
    const said = (answers: Answer[]) =>
      answers.map(({ status, body, headers }) => [status, body.code, body.detail, headers.has('retry-after')])
    expect(said(unknown)).toEqual(said(known))
  })

  test('from one network close it for all addresses, but not for known devices', async () => {
    const from = '2001:db8:1:2::7'
    await times(free('network'), (i) => signIn({ ...wrong, email: `nobody-${i}@x.example` }, from))
    expectProblem(await signIn({}, '2001:db8:1:2:ffff::1'), 'too_many_attempts')
    expect((await signIn({ device_token: device }, from)).status).toBe(201)
    expect((await signIn({}, '2001:db8:1:3::7')).status).toBe(201)
  }, 60_000)

  test("from one network are not made good by the guesser's own success", async () => {
    const from = elsewhere()
    const { slug } = await platform.signUp()
    for (let i = 0; i < 5; i += 1) {
      await signIn({ ...wrong, email: `nobody-${i}@x.example` }, from)
      expect((await signIn({ email: `owner@${slug}.example` }, from)).status).toBe(201)
    }
    const [row] = await platform.control
      .owner`select count from attempts where kind = 'network' and count > 0`
    expect(row?.count).toBe(5)
  })

  test('at once are tried no more often than one after the other', async () => {
    const n = free('email') + 5
    const answers = await Promise.all(Array.from({ length: n }, () => signIn(wrong)))
    expect(codes(answers).sort()).toEqual([
      ...filled(free('email'), 'invalid_credentials'),
      ...filled(5, 'too_many_attempts'),
    ])
  })

  test('close for twice as long each time, and are forgotten by a success', async () => {
    await times(free('email'), () => signIn(wrong))
    const waits: number[] = []
    for (let i = 0; i < 7; i += 1) {
      const answer = await signIn(wrong)
      waits.push(Math.ceil(Number(answer.headers.get('retry-after')) / 10) * 10)
      await pass(901)
      expectProblem(await signIn(wrong), 'invalid_credentials')
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900])
    await pass(901)
    expect((await signIn({})).status).toBe(201)
    expect(codes(await times(3, () => signIn(wrong)))).toEqual(filled(3, 'invalid_credentials'))
  })

  test('are forgotten after a day', async () => {
    await times(free('email') - 1, () => signIn(wrong))
    await pass(86_401)
    expect(codes(await times(3, () => signIn(wrong)))).toEqual(filled(3, 'invalid_credentials'))
  })

  test('close no reset, and a reset opens the address again and makes a device known', async () => {
    await times(free('email') + 1, () => signIn(wrong))
    await platform.call('POST', '/platform/v1/password-resets', { body: { email } })
    const token = (await mailsTo(platform.control, email)).at(-1)?.token
    const complete = '/platform/v1/password-resets/complete'
    const { body } = await platform.call('POST', complete, { body: { token, new_password: PASSWORD } })
    expect((await signIn({})).status).toBe(201)
    await times(free('email') + 1, () => signIn(wrong))
    expect((await signIn({ device_token: body.device_token })).status).toBe(201)
  })

  test('of who is signed in are counted too', async () => {
    const change = (current_password: string) =>
      platform.call('POST', '/platform/v1/account/password', {
        key: session,
        body: { current_password, new_password: 'another passphrase' },
      })
    const change2 = (password: string) =>
      platform.call('PATCH', '/platform/v1/account', {
        key: session,
        body: { email: 'new@x.example', password },
      })
    const n = free('account')
    expect(codes(await times(n, () => change('wrong')))).toEqual(filled(n, 'invalid_input'))
    expectProblem(await change(PASSWORD), 'too_many_attempts')
    expectProblem(await change2(PASSWORD), 'too_many_attempts')
    expect((await signIn({ device_token: device })).status).toBe(201)
  })
})

describe('mails with links', () => {
  const reset = (to: string, from = elsewhere()) =>
    platform.call('POST', '/platform/v1/password-resets', {
      body: { email: to },
      headers: { 'x-forwarded-for': from },
    })
  const countOf = async (to: string) =>
    (await mailsTo(platform.control, to)).filter(({ template }) => template === 'password_reset').length

  test('are so many to one address, and the answer stays the same', async () => {
    const answers = await times(free('mail') + 4, () => reset(email))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(await countOf(email)).toBe(free('mail'))
    await pass(3_601)
    await reset(email)
    expect(await countOf(email)).toBe(free('mail') + 1)
  })

  test('are so many for one network', async () => {
    const from = elsewhere()
    await times(free('mail_network'), (i) => reset(`nobody-${i}@x.example`, from))
    expect((await reset(email, from)).status).toBe(202)
    expect(await countOf(email)).toBe(0)
    await reset(email)
    expect(await countOf(email)).toBe(1)
  })

  test('are not a way to flood somebody by sign-ups', async () => {
    const victim = 'victim@x.example'
    const answers = await times(free('mail') + 3, (i) =>
      platform.call('POST', '/platform/v1/signup', {
        body: { email: victim, password: PASSWORD, store_name: 'Store', slug: `flood-shop-${i}` },
      }),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(await mailsTo(platform.control, victim)).toHaveLength(free('mail'))
  })
})

test('what is counted names nobody', async () => {
  await signIn(wrong, '203.0.113.77')
  const rows = await platform.control.owner`select t::text as text from attempts t`
  expect(rows.length).toBeGreaterThan(0)
  for (const { text } of rows) expect(text).not.toMatch(/@|203\.0\.113/)
})
