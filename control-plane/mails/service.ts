// Mail to people who run stores and to the platform's admins.
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import { enqueue } from '../jobs.ts'
import { mailSending } from './jobs.ts'
import * as queries from './queries.ts'
import type { MailDraft, MailPaging } from './schema.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** The queue tries a mail by itself for some seconds; whatever keeps the server away for longer is waited out here. */
const QUEUE_TRIES_MS = 2 * MINUTE_MS
const TRIED_FOR_MS = DAY_MS
const KEPT_MS = 30 * DAY_MS
const RESENT_AT_ONCE = 500

/** Puts a mail into the outbox, in the caller's transaction. It is sent once that commits, if there is a mail server. */
export async function sendMail(ctx: ControlTxCtx, mail: MailDraft): Promise<void> {
  const id = await queries.insertMail(ctx.tx, mail)
  if (ctx.mailer !== undefined) await enqueue(ctx, mailSending, { mail_id: id })
}

/** The outbox, newest first. What the mails say is shown only where nobody else delivers them. */
export async function listMails(ctx: ControlCtx, { limit, cursor }: MailPaging) {
  const rows = await queries.listMails(ctx.db, { limit: limit + 1, before: readCursor(cursor) })
  return {
    data: rows.slice(0, limit).map((mail) => (ctx.mailer === undefined ? mail : { ...mail, body: null })),
    next_cursor: cursorOf(rows, limit),
  }
}

/** Queues again what no mail server took within a day, and forgets old mails. */
export async function tidyOutbox(ctx: ControlCtx): Promise<void> {
  const ago = (ms: number) => new Date(ctx.now.getTime() - ms).toISOString()
  await queries.deleteMails(ctx.db, ago(KEPT_MS))
  if (ctx.mailer === undefined) return
  const unsent = await queries.listUnsent(ctx.db, {
    from: ago(TRIED_FOR_MS),
    to: ago(QUEUE_TRIES_MS),
    limit: RESENT_AT_ONCE,
  })
  await inControlTx(ctx, async (ctx) => {
    for (const mail_id of unsent) await enqueue(ctx, mailSending, { mail_id })
  })
}
