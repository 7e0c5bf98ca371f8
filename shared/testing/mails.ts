// What the control plane has mailed to somebody.
import type { TestDatabase } from './database.ts'

export type TestMail = { template: string; subject: string; body: string | null; token: string }

/** The mails in the outbox for an address, oldest first; `token` is that of the link in it. */
export async function mailsTo({ owner }: TestDatabase, recipient: string): Promise<TestMail[]> {
  const rows = await owner<Omit<TestMail, 'token'>[]>`
    select template, subject, body from mails where recipient = ${recipient} order by id`
  return rows.map((mail) => ({ ...mail, token: /token=(\S+)/.exec(mail.body ?? '')?.[1] ?? '' }))
}

/** The token of the link that was mailed to an address last. */
export async function lastToken(control: TestDatabase, recipient: string): Promise<string> {
  const mail = (await mailsTo(control, recipient)).findLast(({ token }) => token !== '')
  if (mail === undefined) throw new Error(`No link was mailed to ${recipient}.`)
  return mail.token
}
