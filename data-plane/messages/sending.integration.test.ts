import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { done, sellerOf } from '../../shared/testing/selling.ts'
import { startMailServer, type TestMailServer } from '../../shared/testing/smtp.ts'

let server: TestMailServer
let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  server = await startMailServer()
  platform = await startTestPlatform({
    pollSeconds: 0.5,
    smtp: { url: server.url, from: 'Shops <no-reply@shops.example>' },
  })
  store = await platform.signUp()
})
afterAll(async () => {
  await platform?.stop()
  await server?.stop()
})

const POLL = { timeout: 20_000 }
type Mail = Record<string, string | null>
const mailsTo = async (email: string): Promise<Mail[]> =>
  (await done(store.admin('GET', `/admin/v1/messages?recipient=${email}`))).data
const takenBy = (email: string) => server.mails.filter(({ to }) => to.includes(email))
const shard = () => platform.shards.get(store.shard)!.owner

/** A test mail, which goes to the store's contact. */
const testMail = async (): Promise<string> =>
  (await done(store.admin('POST', '/admin/v1/message-templates/order_confirmation/en/test', {}))).message_id
const stateOf = async (id: string): Promise<Mail> => done(store.admin('GET', `/admin/v1/messages/${id}`))

/** Lets the mails that wait for their next attempt be tried now. */
const dontWait = () =>
  shard()`update pgboss.job set start_after = now() where name = 'messages.send' and state in ('created', 'retry')`

test('a mail goes out from the store, with text and HTML, and says when it was sent', async () => {
  const id = await testMail()
  await expect.poll(() => stateOf(id), POLL).toMatchObject({ status: 'sent', attempts: 1, error: null })
  expect((await stateOf(id)).sent_at).not.toBeNull()
  const taken = server.mails.find(({ source }) => source.includes(`<${id}@storeplane>`))
  expect(taken?.to).toEqual([`owner@${store.slug}.example`])
  expect(taken?.from).toBe('no-reply@shops.example')
  expect(taken?.source).toContain(`From: "Store ${store.slug}" <no-reply@shops.example>`)
  expect(taken?.source).toContain(`Reply-To: owner@${store.slug}.example`)
  expect(taken?.source).toMatch(/Content-Type: multipart\/alternative/)
  expect(taken?.source).not.toContain('List-Unsubscribe')
})

test('a busy mail server is asked again later; one mail arrives, and staff see what happened', async () => {
  server.refuse(2)
  const id = await testMail()
  await expect
    .poll(() => stateOf(id), POLL)
    .toMatchObject({ status: 'queued', attempts: 1, error: expect.stringContaining('451') })
  await dontWait()
  await expect.poll(() => stateOf(id), POLL).toMatchObject({ attempts: 2 })
  await expect
    .poll(async () => {
      await dontWait()
      return stateOf(id)
    }, POLL)
    .toMatchObject({ status: 'sent', attempts: 3, error: null })
  expect(server.mails.filter(({ source }) => source.includes(`<${id}@storeplane>`))).toHaveLength(1)
})

test('a mail that nobody takes fails in the end, and staff may send it once more', async () => {
  server.refuse(1)
  const id = await testMail()
  await expect.poll(() => stateOf(id), POLL).toMatchObject({ status: 'queued', error: expect.any(String) })
  expectProblem(await store.admin('POST', `/admin/v1/messages/${id}/resend`), 'message_not_sendable')
  await shard()`update messages set attempts = 7 where id = ${id}`
  server.refuse(1)
  await dontWait()
  await expect.poll(() => stateOf(id), POLL).toMatchObject({ status: 'failed', attempts: 8 })
  const again = await done(store.admin('POST', `/admin/v1/messages/${id}/resend`))
  expect(again).toMatchObject({ status: 'queued', attempts: 0, error: null })
  expect(again.id).not.toBe(id)
  await expect.poll(() => stateOf(again.id), POLL).toMatchObject({ status: 'sent' })
  expect(await stateOf(id)).toMatchObject({ status: 'failed' })
})

test('a mail whose recipient the server refuses for good is not tried again', async () => {
  server.refuse(1, 550)
  const id = await testMail()
  await expect.poll(() => stateOf(id), POLL).toMatchObject({ status: 'failed', attempts: 1 })
})

test('a link by which one signs in is sent, and shown to nobody else', async () => {
  await done(store.admin('POST', '/admin/v1/customers', { email: 'new@mail.example', send_invitation: true }))
  await expect
    .poll(() => mailsTo('new@mail.example'), POLL)
    .toMatchObject([{ template: 'invitation', status: 'sent', body: null, html: null }])
  const [taken] = takenBy('new@mail.example')
  const plain = taken?.source.replaceAll('=\r\n', '').replaceAll('=3D', '=')
  expect(plain).toMatch(new RegExp(`http://${store.slug}\\.localhost/account/reset-password\\?token=sp_cl_`))
  const [row] = await shard()`select body, html from messages where recipient = 'new@mail.example'`
  expect(row).toEqual({ body: '', html: null })
  const [{ id }] = (await mailsTo('new@mail.example')) as [{ id: string }]
  expectProblem(await store.admin('POST', `/admin/v1/messages/${id}/resend`), 'message_not_sendable')
})

test('whoever unsubscribes at one click gets no more reminders, but every mail of their orders', async () => {
  const email = 'Left@mail.example'
  const sell = sellerOf(store)
  const { variantId } = await sell.product(1_000)
  const leave = async () => {
    const cart = await sell.cart({ [variantId]: 1 })
    const { id } = await done(store.shop('POST', '/store/v1/checkouts', { cart_id: cart, email }))
    await shard()`update checkouts set updated_at = now() - interval '11 hours' where id = ${id}`
    await shard()`insert into pgboss.job (name, data) values ('checkout.find_abandoned', ${shard().json({ tenant_id: store.id })})`
    return cart
  }
  await leave()
  await expect.poll(() => takenBy(email), POLL).toHaveLength(1)
  const { source } = takenBy(email)[0]!
  const unfolded = source.replaceAll(/\r\n[ \t]/g, '')
  expect(unfolded).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  const url = new URL(/List-Unsubscribe: <([^>]+)>/.exec(unfolded)![1]!)
  expect(url.host).toBe(`${store.slug}.localhost`)
  const path = url.pathname + url.search
  const call = (method: string, at: string) => platform.call(method, at, { host: url.host })
  expect((await call('GET', path)).text).toContain('<button>')
  expect((await done(store.admin('GET', '/admin/v1/mail-unsubscribes'))).data).toEqual([])
  expectProblem(await call('POST', path.slice(0, -3)), 'link_expired')
  const page = /https?:\/\/[^/\s"]+(\/unsubscribe\?token=[^\s"<]+)/.exec(
    source.replaceAll('=\r\n', '').replaceAll('=3D', '='),
  )?.[1]
  expect((await call('GET', String(page))).status).toBe(200)
  expect((await done(store.admin('GET', '/admin/v1/mail-unsubscribes'))).data).toEqual([])
  for (const _ of [1, 2]) expect((await call('POST', path)).body).toEqual({ unsubscribed: true })
  const { data } = await done(store.admin('GET', '/admin/v1/mail-unsubscribes'))
  expect(data).toMatchObject([{ email: 'left@mail.example' }])
  const elsewhere = await platform.signUp()
  const there = { host: `${elsewhere.slug}.localhost` }
  expectProblem(await platform.call('POST', path, there), 'link_expired')

  const cart = await leave()
  await expect.poll(() => mailsTo(email), POLL).toMatchObject([{ status: 'suppressed' }, { status: 'sent' }])
  await done(sell.complete(await sell.checkout(cart, { email })))
  await expect.poll(() => takenBy(email), POLL).toHaveLength(2)
  await done(store.admin('DELETE', `/admin/v1/mail-unsubscribes/${data[0].id}`))
  expect((await done(store.admin('GET', '/admin/v1/mail-unsubscribes'))).data).toEqual([])
})
