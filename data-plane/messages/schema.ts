import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'

export const Message = z
  .object({
    id: z.uuid(),
    template: z.string(),
    recipient: z.string(),
    subject: z.string(),
    body: z.string(),
    created_at: z.string(),
  })
  .meta({ id: 'Message' })
export const MessageFilter = z.strictObject(Paging)
export const MessagePage = pageOf(Message).meta({ id: 'MessagePage' })
