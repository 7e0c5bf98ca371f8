import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Mail, MailDraft } from './schema.ts'

export async function insertMail(tx: Tx, mail: MailDraft): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into mails (template, recipient, subject, body)
    values (${mail.template}, ${mail.recipient}, ${mail.subject}, ${mail.body}) returning id`)
  if (row === undefined) throw new Error('A mail was not stored.')
  return row.id
}

/** Newest first; `before` is the id of the last one already seen. */
export async function listMails(
  db: Db,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<Mail[]> {
  return [
    ...(await db.execute<Mail>(sql`
    select id, template, recipient, subject, body, ${utc('created_at')} as created_at, ${utc('sent_at')} as sent_at
    from mails ${before === undefined ? sql`` : sql`where id < ${before}`} order by id desc limit ${limit}`)),
  ]
}

export async function findUnsent(
  db: Db,
  id: string,
): Promise<{ recipient: string; subject: string; body: string } | undefined> {
  const [row] = await db.execute<{ recipient: string; subject: string; body: string }>(
    sql`select recipient, subject, body from mails where id = ${id} and sent_at is null`,
  )
  return row
}

export async function markSent(db: Db, id: string, at: string): Promise<void> {
  await db.execute(sql`update mails set sent_at = ${at}, body = null where id = ${id}`)
}

/** Ids of mails of this time that no server took, oldest first. */
export async function listUnsent(
  db: Db,
  { from, to, limit }: { from: string; to: string; limit: number },
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select id from mails where sent_at is null and created_at between ${from} and ${to} order by created_at limit ${limit}`)
  return rows.map(({ id }) => id)
}

export async function deleteMails(db: Db, before: string): Promise<void> {
  await db.execute(sql`delete from mails where created_at < ${before}`)
}
