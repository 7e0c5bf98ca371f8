// `npm run create-admin -- <email>`: makes a person an administrator of the installation, for whoever has its database. That
// is the one of CONTROL_DATABASE_URL, or the embedded one while `npm start` runs. The password is read from standard input;
// without one a link is printed by which it is set once. An account that has verified the address keeps its password.
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { appointAdmin, Email, NewPassword } from '../control-plane/accounts/index.ts'
import { controlDb } from '../control-plane/database.ts'
import { hashPassword } from '../shared/auth/passwords.ts'
import { loadEnvFile, localConfig, publicUrlOf } from '../shared/config.ts'
import { openPool } from '../shared/db/connect.ts'
import { runningPostgres } from './local/postgres.ts'

const USAGE = `Usage:
  npm run create-admin -- <email> < file-with-the-password
  npm run create-admin -- <email> < /dev/null`

loadEnvFile()
process.exitCode = await createAdmin(process.argv.slice(2)).catch((error: Error) => fail(error.message))

async function createAdmin(args: readonly string[]): Promise<number> {
  const email = Email.safeParse(args[0])
  if (args.length !== 1 || !email.success) return fail(USAGE, 64)
  const given = process.stdin.isTTY ? '' : (await text(process.stdin)).replace(/\r?\n$/, '')
  const password = NewPassword.optional().safeParse(given === '' ? undefined : given)
  if (!password.success) return fail('The password must have 10 to 200 characters.', 65)

  const config = localConfig()
  const url =
    config.CONTROL_DATABASE_URL ??
    runningPostgres(join(config.STOREPLANE_DATA_DIR, 'postgres'), 'storeplane_control')
  if (url === undefined)
    return fail('No database is running here. Start Storeplane first, or set CONTROL_DATABASE_URL.', 69)

  const passwordHash = password.data === undefined ? null : await hashPassword(password.data)
  const pool = openPool(url, 1, 'create-admin')
  try {
    const { isNew, resetToken } = await controlDb(pool, 'all').transaction((tx) =>
      appointAdmin({ tx, now: new Date() }, { email: email.data, passwordHash }),
    )
    say(`${email.data} ${isNew ? 'has a new account and is' : 'is now'} an administrator.`)
    if (!isNew && passwordHash !== null) say('The account was there already and keeps its password.')
    if (resetToken !== undefined)
      say(`Set the password within an hour, once:\n${publicUrlOf(config)}/reset-password?token=${resetToken}`)
    return 0
  } finally {
    await pool.close()
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(reason: string, exitCode = 1): number {
  process.stderr.write(`${reason}\n`)
  return exitCode
}
