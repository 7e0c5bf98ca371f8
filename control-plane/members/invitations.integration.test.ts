// Invitations: who gets in by a link, who does not, and for how long it is good.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addMember,
  addRole,
  callerAt,
  mailedToken,
  newEmail,
  PASSWORD,
  type TestMember,
} from '../../shared/testing/members.ts'
import {
  ADMIN_TOKEN,
  PUBLIC_URL,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
let owner: TestMember['call']
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())
beforeEach(async () => {
  store = await platform.signUp()
  owner = callerAt(platform, store.id, store.session)
})

const invite = async (email: string, grant: object = { role: 'admin' }) => {
  const answer = await owner('POST', '/invitations', { email, ...grant })
  expect(answer.status, answer.text).toBe(201)
  return { id: answer.body.id as string, token: await mailedToken(platform, email) }
}
const preview = (token: string) =>
  platform.call('POST', '/platform/v1/invitations/preview', { body: { token } })
const accept = (token: string, key: string) =>
  platform.call('POST', '/platform/v1/invitations/accept', { key, body: { token } })
const acceptAsNew = (token: string, headers: Record<string, string> = {}) =>
  platform.call('POST', '/platform/v1/invitations/accept-as-new', {
    body: { token, password: PASSWORD, name: 'Ada' },
    headers,
  })
/** The owner of another store, whose address is verified. */
const verifiedPerson = async () => {
  const { accountId, session, slug } = await platform.signUp()
  await platform.control.owner`update accounts set email_verified_at = now() where id = ${accountId}`
  return { accountId, session, email: `owner@${slug}.example` }
}
const expectNoMember = async (email: string) => {
  const { body } = await owner('GET', '/members')
  expect(body.data.map((member: { email: string }) => member.email)).not.toContain(email)
}
const setLimit = (users: number | null) =>
  platform.call('PATCH', `/platform/v1/tenants/${store.id}`, {
    key: ADMIN_TOKEN,
    body: { limits: { api_calls_per_month: null, storage_bytes: null, users } },
  })

describe('an invitation', () => {
  test('is mailed as a link to the address, listed without it, and kept as a hash', async () => {
    const email = newEmail()
    const role = await addRole(platform, store, ['orders:read'])
    const { body } = await owner('POST', '/invitations', {
      email: email.toUpperCase(),
      role: 'custom',
      role_id: role,
    })
    expect(body).toMatchObject({
      email,
      role: 'custom',
      role_id: role,
      permissions: ['orders:read'],
      invited_by: store.accountId,
      expired: false,
    })
    const days = (Date.parse(body.expires_at) - Date.parse(body.created_at)) / 86_400_000
    expect(days).toBeCloseTo(7, 3)
    const token = await mailedToken(platform, email)
    expect(token).toMatch(/^sp_in_[0-9A-Za-z]{49}$/)
    const [mail] = await platform.control.owner`select * from mails where recipient = ${email}`
    expect(mail).toMatchObject({
      template: 'member_invitation',
      subject: `Invitation to Store ${store.slug}`,
    })
    expect(mail?.body).toContain(`${PUBLIC_URL}/invitations?token=${token}\n`)
    const list = await owner('GET', '/invitations')
    expect(list.body).toEqual({ data: [body], next_cursor: null })
    expect(list.text + JSON.stringify(body)).not.toContain('sp_in_')
    const [stored] = await platform.control
      .owner`select i::text as row from invitations i where id = ${body.id}`
    expect(stored?.row).not.toContain(token)
  })

  test('says nothing of whether the address has an account', async () => {
    const person = await verifiedPerson()
    const said = async (email: string) => {
      const { status, body } = await owner('POST', '/invitations', { email, role: 'admin' })
      const [mail] = await platform.control
        .owner`select subject, body from mails where recipient = ${email} order by id desc limit 1`
      const times = { id: '', email: '', created_at: '', expires_at: '' }
      return {
        status,
        body: { ...body, ...times },
        mail: mail?.body.replace(/sp_in_\S+/, ''),
        subject: mail?.subject,
      }
    }
    expect(await said(person.email)).toEqual(await said(newEmail()))
  })

  test('shows whoever holds the link what it is for', async () => {
    const email = newEmail()
    const { token } = await invite(email)
    const { body } = await preview(token)
    expect(body).toEqual({
      store_name: `Store ${store.slug}`,
      email,
      role: 'admin',
      role_name: null,
      expires_at: expect.any(String),
      has_account: false,
    })
    const person = await verifiedPerson()
    expect((await preview((await invite(person.email)).token)).body.has_account).toBe(true)
    for (const wrong of ['x', `${token}x`, token.slice(0, -1)])
      expectProblem(await preview(wrong), 'link_expired', [])
  })

  test('makes somebody new a member, with an account whose address is verified, once', async () => {
    const email = newEmail()
    const { token } = await invite(email, { role: 'staff', permissions: ['orders:read'] })
    const { status, body } = await acceptAsNew(token)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      tenant: { id: store.id, slug: store.slug, name: `Store ${store.slug}` },
      user: { email },
      role: 'staff',
      permissions: ['orders:read'],
    })
    const orders = { host: `${store.slug}.localhost`, key: body.session_token }
    expect((await platform.call('GET', '/admin/v1/orders', orders)).status).toBe(200)
    expect((await owner('GET', `/members/${body.user.id}`)).body).toMatchObject({
      email,
      name: 'Ada',
      role: 'staff',
    })
    const [account] = await platform.control.owner`select * from accounts where id = ${body.user.id}`
    expect(account?.email_verified_at).not.toBe(null)
    expect(account?.password_hash).toMatch(/^\$argon2id\$/)
    for (const again of [await acceptAsNew(token), await preview(token)])
      expectProblem(again, 'link_expired', [])
    expect((await owner('GET', '/invitations')).body.data).toEqual([])
  })

  test('is repeated with its answer under one Idempotency-Key', async () => {
    const { token } = await invite(newEmail())
    const headers = { 'idempotency-key': `accept-${token}` }
    const first = await acceptAsNew(token, headers)
    const second = await acceptAsNew(token, headers)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.body).toEqual(first.body)
  })

  test('makes an account that is signed in a member', async () => {
    const person = await verifiedPerson()
    const { token } = await invite(person.email)
    expectProblem(await acceptAsNew(token), 'sign_in_to_accept', [])
    expect(
      (await platform.call('GET', `/platform/v1/tenants/${store.id}`, { key: person.session })).status,
    ).toBe(404)
    const { status, body } = await accept(token, person.session)
    expect(status).toBe(200)
    expect(body).toMatchObject({ tenant: { id: store.id }, role: 'admin' })
    const call = callerAt(platform, store.id, person.session)
    await expect.poll(async () => (await call('GET', '')).status).toBe(200)
    expectProblem(await accept(token, person.session), 'link_expired', [])
  })

  test('that was passed on lets nobody else in', async () => {
    const { token, id } = await invite(newEmail())
    const person = await verifiedPerson()
    expectProblem(await accept(token, person.session), 'invitation_not_yours', [])
    expectProblem(await accept(token, ADMIN_TOKEN), 'invitation_not_yours', [])
    expectProblem(await accept(token, store.secret), 'forbidden', [])
    await expectNoMember(person.email)
    expect((await owner('GET', '/invitations')).body.data).toMatchObject([{ id, expired: false }])
  })

  test('waits until the address of the account is verified', async () => {
    const { session, accountId, slug } = await platform.signUp()
    const { token } = await invite(`owner@${slug}.example`)
    expect((await preview(token)).body.has_account).toBe(false)
    expectProblem(await accept(token, session), 'email_not_verified', [])
    await platform.control.owner`update accounts set email_verified_at = now() where id = ${accountId}`
    expect((await accept(token, session)).status).toBe(200)
  })

  test('goes neither to members nor twice to one address', async () => {
    const member = await addMember(platform, store, { role: 'staff' })
    const body = { email: member.email, role: 'admin' }
    expectProblem(await owner('POST', '/invitations', body), 'already_member', ['email'])
    const email = newEmail()
    await invite(email)
    expectProblem(await owner('POST', '/invitations', { email, role: 'admin' }), 'already_invited', ['email'])
    const neighbour = await platform.signUp()
    const other = callerAt(platform, neighbour.id, neighbour.session)
    expect((await other('POST', '/invitations', { email, role: 'admin' })).status).toBe(201)
  })

  test('of somebody who became a member meanwhile is refused', async () => {
    const person = await verifiedPerson()
    const { token } = await invite(person.email)
    await platform.control.owner`
      insert into memberships (tenant_id, account_id, role) values (${store.id}, ${person.accountId}, 'staff')`
    expectProblem(await accept(token, person.session), 'already_member', [])
    expect((await owner('GET', `/members/${person.accountId}`)).body.role).toBe('staff')
  })
})

describe('the link of an invitation ends', () => {
  test('after seven days, until it is sent again', async () => {
    const email = newEmail()
    const { id, token } = await invite(email)
    await platform.control.owner`update invitations set expires_at = now() where id = ${id}`
    for (const late of [await preview(token), await acceptAsNew(token)])
      expectProblem(late, 'link_expired', [])
    expect((await owner('GET', '/invitations')).body.data).toMatchObject([{ id, expired: true }])
    const { body } = await owner('POST', `/invitations/${id}/resend`)
    expect(body).toMatchObject({ id, expired: false })
    const renewed = await mailedToken(platform, email)
    expectProblem(await preview(token), 'link_expired', [])
    expect((await acceptAsNew(renewed)).status).toBe(201)
  })

  test('or until somebody is invited anew', async () => {
    const email = newEmail()
    const { id, token } = await invite(email)
    await platform.control.owner`update invitations set expires_at = now() where id = ${id}`
    const anew = await invite(email, { role: 'staff' })
    expect(anew.id).not.toBe(id)
    expect((await owner('GET', '/invitations')).body.data).toMatchObject([{ id: anew.id, role: 'staff' }])
    expectProblem(await acceptAsNew(token), 'link_expired', [])
    expect((await acceptAsNew(anew.token)).body.role).toBe('staff')
  })

  test('when another was sent in its place', async () => {
    const email = newEmail()
    const { id, token } = await invite(email)
    await owner('POST', `/invitations/${id}/resend`)
    expectProblem(await acceptAsNew(token), 'link_expired', [])
    expect((await acceptAsNew(await mailedToken(platform, email))).status).toBe(201)
  })

  test('when it is withdrawn', async () => {
    const { id, token } = await invite(newEmail())
    expect((await owner('DELETE', `/invitations/${id}`)).body).toEqual({ id, deleted: true })
    for (const late of [await preview(token), await acceptAsNew(token)])
      expectProblem(late, 'link_expired', [])
    expectProblem(await owner('DELETE', `/invitations/${id}`), 'not_found')
    expectProblem(await owner('POST', `/invitations/${id}/resend`), 'not_found')
  })

  test.each<[string, object | undefined]>([
    ['is no member any more', undefined],
    ['may do less', { role: 'staff', permissions: ['members:write'] }],
  ])('when whoever sent it %s, until another sends it', async (_, change) => {
    const admin = await addMember(platform, store, { role: 'admin' })
    const email = newEmail()
    const { body: invitation } = await admin.call('POST', '/invitations', { email, role: 'admin' })
    const token = await mailedToken(platform, email)
    expect((await preview(token)).status).toBe(200)
    const path = `/members/${admin.accountId}`
    await (change === undefined ? owner('DELETE', path) : owner('PATCH', path, change))
    for (const late of [await preview(token), await acceptAsNew(token)])
      expectProblem(late, 'link_expired', [])
    await owner('POST', `/invitations/${invitation.id}/resend`)
    expect((await acceptAsNew(await mailedToken(platform, email))).status).toBe(201)
  })

  test('when the store is closed', async () => {
    const { token } = await invite(newEmail())
    await platform.control.owner`update tenants set status = 'cancelled' where id = ${store.id}`
    for (const late of [await preview(token), await acceptAsNew(token)])
      expectProblem(late, 'tenant_cancelled', [])
  })
})

describe('the limit of users', () => {
  test('counts members and open invitations', async () => {
    await setLimit(3)
    const first = await invite(newEmail())
    await invite(newEmail())
    const body = { email: newEmail(), role: 'admin' }
    expectProblem(await owner('POST', '/invitations', body), 'member_limit_reached', [])
    expect((await acceptAsNew(first.token)).status).toBe(201)
    expectProblem(await owner('POST', '/invitations', body), 'member_limit_reached', [])
    await setLimit(null)
    expect((await owner('POST', '/invitations', body)).status).toBe(201)
  })

  test('gives back the seat of an invitation that was withdrawn or is too old, which then waits for another', async () => {
    await setLimit(2)
    const late = await invite(newEmail())
    await platform.control.owner`update invitations set expires_at = now() where id = ${late.id}`
    const { id } = await invite(newEmail())
    expectProblem(await owner('POST', `/invitations/${late.id}/resend`), 'member_limit_reached', [])
    await owner('DELETE', `/invitations/${id}`)
    expect((await owner('POST', `/invitations/${late.id}/resend`)).status).toBe(200)
  })

  test('that was lowered holds for those who were invited', async () => {
    const { token } = await invite(newEmail())
    await setLimit(1)
    expectProblem(await acceptAsNew(token), 'member_limit_reached', [])
    await setLimit(2)
    expect((await acceptAsNew(token)).status).toBe(201)
  })
})

test('no token is logged', async () => {
  const lines: string[] = []
  const logged = await startTestPlatform({ logTo: (line) => lines.push(line) })
  try {
    const ours = await logged.signUp()
    const email = newEmail()
    await addMember(logged, ours, { role: 'admin' }, email)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('')).not.toContain(await mailedToken(logged, email))
  } finally {
    await logged.stop()
  }
})
