import { z } from 'zod'
import { defineControlJob } from '../jobs.ts'
import { deliverMail } from './delivery.ts'

export const mailSending = defineControlJob({
  name: 'mails.send',
  data: z.object({ mail_id: z.uuid() }),
  run: (ctx, { mail_id }) => deliverMail(ctx, mail_id),
})
