import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Message } from './schema.ts'
import type { Template } from './templates/compose.ts'

export type NewMessage = {
  id: string
  eventId: string
  template: string
  language: string
  recipient: string
  subject: string
  body: string
  html: string | null
  status: 'stored' | 'queued' | 'suppressed'
  orderId: string | null
  templateError: string | null
}

const insertOne = prepared<NewMessage & { tenantId: string }>(
  (p) => sql`
    insert into messages (tenant_id, id, event_id, template, language, recipient, subject, body, html, status, order_id,
      template_error)
    values (${p.tenantId}, ${p.id}, ${p.eventId}, ${p.template}, ${p.language}, ${p.recipient}, ${p.subject},
      ${p.body}, ${p.html}, ${p.status}, ${p.orderId}, ${p.templateError})`,
)
export const insertMessage = (tx: Tx, tenantId: string, mail: NewMessage) =>
  insertOne(tx, { tenantId, ...mail })

/** As it is stored, event and all. */
export type MessageRow = Message & { body: string }

const message = sql`
  select id, template, language, recipient, subject, body, html, status, attempts, error, template_error, order_id,
    ${utc('created_at')} as created_at, ${utc('sent_at')} as sent_at
  from messages`

export type MessageListing = {
  limit: number
  before: string | undefined
  status?: string | undefined
  template?: string | undefined
  recipient?: string | undefined
  order_id?: string | undefined
}

/** Newest first. */
export async function listMessages(tx: Tx, tenantId: string, listing: MessageListing): Promise<MessageRow[]> {
  const { limit, before, status, template, recipient, order_id } = listing
  const is = (column: string, value: string | undefined): SQL =>
    value === undefined ? sql`` : sql` and ${sql.identifier(column)} = ${value}`
  return [
    ...(await tx.execute<MessageRow>(sql`
      ${message} where tenant_id = ${tenantId}${is('status', status)}${is('template', template)}
        ${is('recipient', recipient)}${is('order_id', order_id)}
        ${before === undefined ? sql`` : sql` and id < ${before}`} order by id desc limit ${limit}`)),
  ]
}

export async function findMessage(tx: Tx, tenantId: string, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx.execute<MessageRow>(sql`${message} where tenant_id = ${tenantId} and id = ${id}`)
  return row
}

/** Counts an attempt to send a mail that waits for one; undefined when it does not. */
export async function beginAttempt(tx: Tx, tenantId: string, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx.execute<MessageRow>(sql`
    update messages set attempts = attempts + 1 where tenant_id = ${tenantId} and id = ${id} and status = 'queued'
    returning id, template, language, recipient, subject, body, html, status, attempts, error, template_error, order_id,
      ${utc('created_at')} as created_at, ${utc('sent_at')} as sent_at`)
  return row
}

/** A mail whose link signs somebody in is forgotten as soon as it is sent. */
export async function markSent(
  tx: Tx,
  tenantId: string,
  id: string,
  { at, forget }: { at: string; forget: boolean },
): Promise<void> {
  await tx.execute(sql`
    update messages set status = 'sent', error = null, sent_at = ${at}
      ${forget ? sql`, body = '', html = null` : sql``}
    where tenant_id = ${tenantId} and id = ${id}`)
}

export async function markRefused(
  tx: Tx,
  tenantId: string,
  id: string,
  { error, isFinal }: { error: string; isFinal: boolean },
): Promise<void> {
  await tx.execute(sql`
    update messages set error = ${error}, status = ${isFinal ? 'failed' : 'queued'}
    where tenant_id = ${tenantId} and id = ${id}`)
}

type OwnTemplate = Template & { name: string; language: string; updated_at: string }
const ownTemplate = sql`
  select name, language, subject, text_body, html_body, ${utc('updated_at')} as updated_at from message_templates`

/** What a store says itself in one of these languages, if anything. */
export async function readTemplates(
  tx: Tx,
  tenantId: string,
  name: string,
  languages: readonly string[],
): Promise<OwnTemplate[]> {
  return [
    ...(await tx.execute<OwnTemplate>(sql`
      ${ownTemplate} where tenant_id = ${tenantId} and name = ${name} and language = any(${sql.param(languages)})`)),
  ]
}

/** Which templates a store wrote, by name. */
export async function listOwn(tx: Tx, tenantId: string): Promise<{ name: string; language: string }[]> {
  return [
    ...(await tx.execute<{ name: string; language: string }>(sql`
      select name, language from message_templates where tenant_id = ${tenantId} order by name, language`)),
  ]
}

export async function saveTemplate(
  tx: Tx,
  tenantId: string,
  {
    name,
    language,
    subject,
    text_body,
    html_body,
    at,
  }: Template & { name: string; language: string; at: string },
): Promise<void> {
  await tx.execute(sql`
    insert into message_templates (tenant_id, name, language, subject, text_body, html_body, updated_at)
    values (${tenantId}, ${name}, ${language}, ${subject}, ${text_body}, ${html_body}, ${at})
    on conflict (tenant_id, name, language) do update set subject = excluded.subject, text_body = excluded.text_body,
      html_body = excluded.html_body, updated_at = excluded.updated_at`)
}

export async function deleteTemplate(
  tx: Tx,
  tenantId: string,
  name: string,
  language: string,
): Promise<void> {
  await tx.execute(sql`
    delete from message_templates where tenant_id = ${tenantId} and name = ${name} and language = ${language}`)
}

/** The mails that a store does not send. */
export async function listDisabled(tx: Tx, tenantId: string): Promise<string[]> {
  const rows = await tx.execute<{ name: string }>(
    sql`select name from disabled_messages where tenant_id = ${tenantId}`,
  )
  return rows.map(({ name }) => name)
}

export async function setDisabled(tx: Tx, tenantId: string, name: string, disabled: boolean): Promise<void> {
  await tx.execute(
    disabled
      ? sql`insert into disabled_messages (tenant_id, name) values (${tenantId}, ${name}) on conflict do nothing`
      : sql`delete from disabled_messages where tenant_id = ${tenantId} and name = ${name}`,
  )
}

export async function insertUnsubscribe(
  tx: Tx,
  tenantId: string,
  { id, email, at }: { id: string; email: string; at: string },
): Promise<void> {
  await tx.execute(sql`
    insert into mail_unsubscribes (tenant_id, id, email_lower, created_at)
    values (${tenantId}, ${id}, lower(${email}), ${at}) on conflict (tenant_id, email_lower) do nothing`)
}

export async function isUnsubscribed(tx: Tx, tenantId: string, email: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`select from mail_unsubscribes where tenant_id = ${tenantId} and email_lower = lower(${email})`,
  )
  return rows.length > 0
}

/** Newest first. */
export async function listUnsubscribes(
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<{ id: string; email: string; created_at: string }[]> {
  return [
    ...(await tx.execute<{ id: string; email: string; created_at: string }>(sql`
      select id, email_lower as email, ${utc('created_at')} as created_at from mail_unsubscribes
      where tenant_id = ${tenantId} ${before === undefined ? sql`` : sql`and id < ${before}`}
      order by id desc limit ${limit}`)),
  ]
}

export async function deleteUnsubscribe(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`delete from mail_unsubscribes where tenant_id = ${tenantId} and id = ${id} returning id`,
  )
  return rows.length > 0
}
