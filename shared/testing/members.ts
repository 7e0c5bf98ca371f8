// People who work at a store of the test platform, let in as the product lets them in: by the link in a mail.
import { randomBytes } from 'node:crypto'
import type { Answer, TestPlatform, TestStore } from './platform.ts'

export type TestMember = {
  accountId: string
  email: string
  session: string
  /** Calls the platform API as this person, below the store's path. */
  call: (method: string, path: string, body?: unknown) => Promise<Answer>
}

export const PASSWORD = 'a long passphrase'
export const newEmail = () => `person-${randomBytes(6).toString('hex')}@x.example`

/** Calls below a store's path on the platform API. */
export const callerAt =
  (platform: Pick<TestPlatform, 'call'>, storeId: string, key: string): TestMember['call'] =>
  (method, path, body) =>
    platform.call(method, `/platform/v1/tenants/${storeId}${path}`, { key, body })

/** The token in the newest mail to an address. */
export async function mailedToken(platform: TestPlatform, email: string): Promise<string> {
  const [mail] = await platform.control
    .owner`select body from mails where recipient = ${email} order by id desc limit 1`
  const token = /token=([\w-]+)/.exec(mail?.body ?? '')?.[1]
  if (token === undefined) throw new Error(`No link was mailed to ${email}.`)
  return token
}

/** Lets a store have more members than its plan allows, unless the test has said how many. */
export const liftSeats = (platform: TestPlatform, store: TestStore) =>
  platform.control.owner`
    update tenants set limits = limits || '{"users": 1000}' where id = ${store.id} and limits ->> 'users' is null`

/** Has the store's owner invite somebody new, who accepts. */
export async function addMember(
  platform: TestPlatform,
  store: TestStore,
  grant: object,
  email = newEmail(),
): Promise<TestMember> {
  await liftSeats(platform, store)
  const path = `/platform/v1/tenants/${store.id}/invitations`
  await succeeded(platform.call('POST', path, { key: store.session, body: { email, ...grant } }))
  const token = await mailedToken(platform, email)
  const body = { token, password: PASSWORD }
  const joined = await succeeded(platform.call('POST', '/platform/v1/invitations/accept-as-new', { body }))
  const session: string = joined.session_token
  return { accountId: joined.user.id, email, session, call: callerAt(platform, store.id, session) }
}

/** Makes a role of the store's own and gives its id. */
export async function addRole(
  platform: TestPlatform,
  store: TestStore,
  permissions: readonly string[],
): Promise<string> {
  const body = { name: `Role ${randomBytes(6).toString('hex')}`, permissions }
  return (await succeeded(callerAt(platform, store.id, store.session)('POST', '/roles', body))).id
}

async function succeeded(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, body, text } = await answer
  if (status >= 300) throw new Error(`A test was answered ${status}: ${text}`)
  return body
}
