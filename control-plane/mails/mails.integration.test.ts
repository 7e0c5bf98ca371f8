// The way of a mail to its reader, by a mail server or by the outbox.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openPool } from '../../shared/db/connect.ts'
import { createLog } from '../../shared/log.ts'
import { openMailer } from '../../shared/mail/smtp.ts'
import { ADMIN_TOKEN, startTestPlatform, type TestPlatform } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { startMailServer, type TestMailServer } from '../../shared/testing/smtp.ts'
import { controlDb } from '../database.ts'
import { tidyOutbox } from './service.ts'

const FROM = 'Shops <no-reply@shops.example>'
const within = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 })
const list = (platform: TestPlatform, query = '') =>
  platform.call('GET', `/platform/v1/mails${query}`, { key: ADMIN_TOKEN })

describe('with a mail server', () => {
  let server: TestMailServer
  let platform: TestPlatform
  const lines: string[] = []
  beforeAll(async () => {
    server = await startMailServer()
    platform = await startTestPlatform({
      pollSeconds: 0.5,
      smtp: { url: server.url, from: FROM },
      logTo: (line) => lines.push(line),
    })
  })
  afterAll(async () => {
    await platform?.stop()
    await server?.stop()
  })

  const arrived = async (to: string) => {
    await within(() => expect(server.mails.filter((mail) => mail.to.includes(to))).toHaveLength(1))
    return server.mails.find((mail) => mail.to.includes(to))!
  }

  test('a mail is handed over, and its text forgotten', async () => {
    const { slug } = await platform.signUp()
    const to = `owner@${slug}.example`
    const { from, source } = await arrived(to)
    expect(from).toBe('no-reply@shops.example')
    expect(source).toContain(`To: ${to}`)
    expect(source).toContain('From: Shops <no-reply@shops.example>')
    const [row] = await platform.control.owner`select id from mails where recipient = ${to}`
    expect(source).toContain(`Message-ID: <${row?.id}@storeplane>`)
    const text = source.replaceAll('=\r\n', '').replaceAll('=3D', '=')
    const token = /token=(sp_al_[0-9A-Za-z]{49})/.exec(text)?.[1]
    const verified = await platform.call('POST', '/platform/v1/email-verifications', { body: { token } })
    expect(verified.body.email).toBe(to)

    await within(async () => {
      expect((await list(platform)).body.data[0]).toMatchObject({
        recipient: to,
        template: 'email_verification',
        body: null,
        sent_at: expect.stringMatching(/Z$/),
      })
    })
    const [kept] = await platform.control.owner`select body from mails where recipient = ${to}`
    expect(kept?.body).toBe(null)
  })

  test('one that is not taken is handed over again, and nothing of it is logged', async () => {
    server.refuse(2)
    const { slug } = await platform.signUp()
    const to = `owner@${slug}.example`
    await arrived(to)
    expect(lines.some((line) => line.includes('did not take a mail: 451'))).toBe(true)
    for (const line of lines) expect(line).not.toMatch(new RegExp(`${to}|sp_al_`))
  })

  test('one that waits is not shown either', async () => {
    await platform.control.owner`
      insert into mails (template, recipient, subject, body) values ('test', 'a@x.example', 'S', 'a link')`
    const { body } = await list(platform)
    expect(body.data[0]).toMatchObject({ recipient: 'a@x.example', body: null, sent_at: null })
  })

  test('what the queue gave up is queued again within a day, and old mails are forgotten', async () => {
    const { owner } = platform.control
    const age = async (to: string, interval: string) => owner`
      insert into mails (template, recipient, subject, body, created_at)
      values ('test', ${to}, 'Subject', 'Text', now() - ${interval}::interval)`
    await age('recent@x.example', '1 minute')
    await age('due@x.example', '5 minutes')
    await age('late@x.example', '25 hours')
    await age('old@x.example', '31 days')
    const pool = openPool(platform.control.appUrl, 2, 'test')
    const queued: string[] = []
    const log = createLog('silent', 'test')
    const mailer = openMailer(server.url, FROM)
    await tidyOutbox({
      ...controlDb(pool, 'all'),
      now: new Date(),
      log,
      mailer,
      jobs: {
        insertion: async (_: string, jobs: readonly object[]) => {
          queued.push(...jobs.map((job) => String(Object.values(job)[0])))
          return { text: 'select 1', values: [] }
        },
        wake: () => {},
      },
    } as unknown as Parameters<typeof tidyOutbox>[0])
    mailer.close()
    await pool.close()
    const rows = await owner`select recipient from mails where id = any(${queued}::uuid[])`
    expect(rows.map(({ recipient }) => recipient)).toEqual(['due@x.example'])
    expect(await owner`select from mails where recipient = 'old@x.example'`).toHaveLength(0)
    expect(await owner`select from mails where recipient = 'late@x.example'`).toHaveLength(1)
  })

  test('an address is one recipient, whatever stands in it', async () => {
    const mailer = openMailer(server.url, FROM)
    const mail = { id: 'x', subject: 'S\r\nBcc: evil@x.example', text: 'T' }
    const two = mailer.send({ ...mail, recipient: 'a@x.example, b@x.example' })
    await expect(two).rejects.toThrow('did not take')
    await mailer.send({ ...mail, recipient: 'c@x.example' })
    expect(server.mails.at(-1)?.to).toEqual(['c@x.example'])
    expect(server.mails.at(-1)?.source).not.toMatch(/^Bcc:/m)
    mailer.close()
  })

  test('a server that is not there is named without the reader', async () => {
    const mailer = openMailer('smtp://127.0.0.1:9', FROM)
    const sending = mailer.send({ id: 'x', recipient: 'reader@x.example', subject: 'S', text: 'T' })
    await expect(sending).rejects.toThrow(/^The mail server did not take a mail: \w+\.$/)
    mailer.close()
  })
})

describe('without one', () => {
  let platform: TestPlatform
  beforeAll(async () => {
    platform = await startTestPlatform({ pollSeconds: 0.5 })
  })
  afterAll(() => platform?.stop())

  test('mails stay in an outbox that administrators read, newest first', async () => {
    const stores = [await platform.signUp(), await platform.signUp()]
    const page = await list(platform, '?limit=1')
    expect(page.body.data).toMatchObject([
      {
        recipient: `owner@${stores[1]?.slug}.example`,
        body: expect.stringContaining('/verify-email?token=sp_al_'),
        sent_at: null,
      },
    ])
    const rest = await list(platform, `?cursor=${page.body.next_cursor}`)
    expect(rest.body).toMatchObject({
      data: [{ recipient: `owner@${stores[0]?.slug}.example` }],
      next_cursor: null,
    })
    expectProblem(await platform.call('GET', '/platform/v1/mails', { key: stores[0]!.session }), 'forbidden')
  })
})
