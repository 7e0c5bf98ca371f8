// The way of a mail out of the outbox, to the mail server of the installation.
import { z } from 'zod'
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { MailRefused } from '../../../shared/mail/smtp.ts'
import { defineJob, type Job } from '../../../shared/module.ts'
import { getStore } from '../../store/index.ts'
import * as queries from '../queries.ts'
import { nextAttempt } from '../rules.ts'
import { MAILS, type MailName } from '../templates/variables.ts'
import { unsubscribeUrl } from './unsubscribe.ts'

const MessageId = z.object({ message_id: z.uuid() })

export const messageSending: Job<typeof MessageId> = defineJob({
  name: 'messages.send',
  data: MessageId,
  run: (ctx, { message_id }) => deliver(ctx, message_id),
})

const mailOf = (template: string) =>
  Object.hasOwn(MAILS, template) ? MAILS[template as MailName] : undefined
export const isMarketing = (template: string): boolean => mailOf(template)?.isMarketing === true
export const isSecret = (template: string): boolean => mailOf(template)?.isSecret === true

/** Hands a mail to the mail server. It may do so twice, when the process dies in between; never not at all. */
async function deliver(ctx: Ctx, id: string): Promise<void> {
  const { mailer } = ctx.shard
  if (mailer === undefined) return
  const mail = await inTx(ctx, (ctx) => queries.beginAttempt(ctx.tx, ctx.tenantId, id))
  if (mail === undefined) return
  const store = await getStore(ctx)
  try {
    await mailer.send({
      ...{
        id,
        recipient: mail.recipient,
        subject: mail.subject,
        text: mail.body,
        html: mail.html ?? undefined,
      },
      ...{ fromName: store.name, replyTo: store.contact_email },
      unsubscribeUrl: isMarketing(mail.template)
        ? unsubscribeUrl(ctx, store, mail.recipient, 'oneClick')
        : undefined,
    })
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error
    await inTx(ctx, async (ctx) => tryLater(ctx, mail, error))
    return
  }
  const sent = { at: new Date().toISOString(), forget: isSecret(mail.template) }
  await inTx(ctx, (ctx) => queries.markSent(ctx.tx, ctx.tenantId, id, sent))
}

function tryLater(ctx: TxCtx, { id, attempts }: queries.MessageRow, refused: MailRefused): void {
  const next = refused.isFinal ? undefined : nextAttempt(attempts, ctx.now)
  const isFinal = next === undefined
  withCommit(queries.markRefused(ctx.tx, ctx.tenantId, id, { error: refused.message, isFinal }))
  if (!isFinal) enqueue(ctx, messageSending, { message_id: id }, next)
}
