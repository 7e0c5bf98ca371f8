// The outbox, as staff see it.

import { randomUUID } from 'node:crypto'
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import * as queries from '../queries.ts'
import type { Message, MessageFilter } from '../schema.ts'
import { queueMail } from './outbox.ts'
import { isMarketing, isSecret } from './sending.ts'

export async function listMessages(ctx: Ctx, { limit, cursor, ...filter }: MessageFilter) {
  const listing = { ...filter, limit: limit + 1, before: readCursor(cursor) }
  const rows = await inRead(ctx, (ctx) => queries.listMessages(ctx.tx, ctx.tenantId, listing))
  return { data: rows.slice(0, limit).map(toMessage), next_cursor: cursorOf(rows, limit) }
}

/** Throws `not_found`. */
export async function getMessage(ctx: Ctx, id: string): Promise<Message> {
  const row = await inRead(ctx, (ctx) => queries.findMessage(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noMessage(id)
  return toMessage(row)
}

/** Sends a mail once more, as a new one. Throws `not_found` or `message_not_sendable`. */
export async function resendMessage(ctx: Ctx, id: string): Promise<Message> {
  return inTx(ctx, async (ctx) => {
    const row = await queries.findMessage(ctx.tx, ctx.tenantId, id)
    if (row === undefined) throw noMessage(id)
    if (ctx.shard.mailer === undefined) throw refused('No mail server is set.')
    if (row.status === 'queued') throw refused('It is being sent.')
    if (isSecret(row.template) && row.status === 'sent')
      throw refused('Its link is not kept. Its recipient can ask for another one.')
    if (isMarketing(row.template) && (await queries.isUnsubscribed(ctx.tx, ctx.tenantId, row.recipient)))
      throw refused('Its recipient wants no such mails.')
    const { template, language, recipient, subject, body, html, order_id } = row
    const again = queueMail(ctx, {
      ...{ eventId: randomUUID(), template, language, recipient, subject, body, html, orderId: order_id },
      ...{ templateError: row.template_error, isUnwanted: false },
    })
    const fresh = { status: 'queued', attempts: 0, error: null, sent_at: null } as const
    return toMessage({ ...row, ...fresh, id: again, created_at: ctx.now.toISOString() })
  })
}

const noMessage = (id: string) => new DomainError('not_found', `There is no message ${id}.`)
const refused = (detail: string) => new DomainError('message_not_sendable', detail)

/** A link by which one signs in is shown only where nobody else delivers it. */
const toMessage = (row: queries.MessageRow): Message =>
  isSecret(row.template) && row.status !== 'stored' ? { ...row, body: null, html: null } : row
