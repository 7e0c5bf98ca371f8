// The way of a mail out of the outbox.
import type { ControlCtx } from '../context.ts'
import * as queries from './queries.ts'

/** Hands a mail to the mail server. It may do so twice, when the process dies in between; never not at all. */
export async function deliverMail(ctx: ControlCtx, id: string): Promise<void> {
  const mail = await queries.findUnsent(ctx.db, id)
  if (mail === undefined || ctx.mailer === undefined) return
  await ctx.mailer.send({ id, recipient: mail.recipient, subject: mail.subject, text: mail.body })
  await queries.markSent(ctx.db, id, new Date().toISOString())
}
