import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'

export type MailDraft = { template: string; recipient: string; subject: string; body: string }

export const Mail = z
  .object({
    id: z.uuid(),
    template: z.string(),
    recipient: z.string(),
    subject: z.string(),
    body: z
      .string()
      .nullable()
      .meta({ description: 'Only while no mail server is set: it may hold a link that is good once' }),
    created_at: z.string(),
    sent_at: z.string().nullable().meta({ description: 'When the mail server took it' }),
  })
  .meta({ id: 'PlatformMail' })
export type Mail = z.output<typeof Mail>

export const MailPage = pageOf(Mail).meta({ id: 'PlatformMailPage' })
export const MailPaging = z.strictObject(Paging)
export type MailPaging = z.output<typeof MailPaging>
