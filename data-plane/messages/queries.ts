import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import type { Message } from './schema.ts'

export type NewMessage = {
  eventId: string
  template: string
  recipient: string
  subject: string
  body: string
}

export async function insertMessage(tx: Tx, tenantId: string, message: NewMessage): Promise<void> {
  await tx.execute(sql`
    insert into messages (tenant_id, event_id, template, recipient, subject, body)
    values (${tenantId}, ${message.eventId}, ${message.template}, ${message.recipient}, ${message.subject}, ${message.body})`)
}

export async function listMessages(
  tx: Tx,
  tenantId: string,
  limit: number,
  before: string | undefined,
): Promise<z.output<typeof Message>[]> {
  return [
    ...(await tx.execute<z.output<typeof Message>>(sql`
    select id, template, recipient, subject, body, ${utc('created_at')} as created_at from messages
    where tenant_id = ${tenantId} ${before === undefined ? sql`` : sql`and id < ${before}`} order by id desc limit ${limit}`)),
  ]
}
