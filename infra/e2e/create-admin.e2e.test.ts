// `npm run create-admin` beside a running installation.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, findPort, makeDirectory, type Program, startProgram, untilReady } from './processes.ts'
import { connect } from './walk.ts'

const PASSWORD = 'a long passphrase'
let program: Program
let port: number
let dataDir: string
beforeAll(async () => {
  dataDir = join(makeDirectory(), 'data')
  port = await findPort()
  const env = {
    PORT: String(port),
    METRICS_PORT: String(await findPort()),
    STOREPLANE_DATA_DIR: dataDir,
    PROCESSES: '1',
  }
  program = startProgram('infra/local/start.ts', { env })
  await untilReady(program, port)
})
afterAll(cleanUp)

async function createAdmin(args: string[], input = '', env: Record<string, string> = {}) {
  const run = startProgram('infra/create-admin.ts', {
    args,
    input,
    env: { STOREPLANE_DATA_DIR: dataDir, PORT: String(port), ...env },
  })
  return { code: (await run.exit).code, output: run.output() }
}
const call = (...args: Parameters<ReturnType<typeof connect>>) => connect(port)(...args)
const post = (path: string, body: object) => call('localhost', 'POST', path, { body })
const signIn = (email: string, password = PASSWORD) => post('/platform/v1/sessions', { email, password })

test('with a password makes an administrator who can sign in', async () => {
  const made = await createAdmin(['One@x.example'], `${PASSWORD}\n`)
  expect(made).toEqual({
    code: 0,
    output: 'one@x.example has a new account and is an administrator.\n',
  })
  const { body, status } = await signIn('one@x.example')
  expect(status).toBe(201)
  const admins = await call('localhost', 'GET', '/platform/v1/admins', { key: body.session_token })
  expect(admins.body.data).toMatchObject([{ email: 'one@x.example' }])
})

test('without one prints a link that sets it once', async () => {
  const { code, output } = await createAdmin(['two@x.example'])
  expect(code).toBe(0)
  const link = new URL(output.split('\n')[2] ?? '')
  expect(link.origin + link.pathname).toBe(`http://localhost:${port}/reset-password`)
  const reset = { token: link.searchParams.get('token'), new_password: PASSWORD }
  expect((await signIn('two@x.example')).status).toBe(401)
  expect((await post('/platform/v1/password-resets/complete', reset)).status).toBe(200)
  expect((await post('/platform/v1/password-resets/complete', reset)).body.code).toBe('link_expired')
  expect((await signIn('two@x.example')).status).toBe(201)
})

test('again, keeps the account and its password', async () => {
  const again = await createAdmin(['one@x.example'], 'another passphrase')
  expect(again.code).toBe(0)
  expect(again.output).toContain('keeps its password')
  expect((await signIn('one@x.example')).status).toBe(201)
  expect((await signIn('one@x.example', 'another passphrase')).status).toBe(401)
})

test('says what is wrong with its input or its database', async () => {
  expect((await createAdmin([])).code).toBe(64)
  expect((await createAdmin(['nobody'])).code).toBe(64)
  expect((await createAdmin(['three@x.example'], 'short')).code).toBe(65)
  const elsewhere = { STOREPLANE_DATA_DIR: join(makeDirectory(), 'empty') }
  expect(await createAdmin(['three@x.example'], PASSWORD, elsewhere)).toMatchObject({
    code: 69,
    output: expect.stringContaining('No database is running here.'),
  })
})
