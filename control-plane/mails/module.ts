import { mailSending } from './jobs.ts'
import { mailRoutes } from './routes.ts'
import { outboxTidying } from './schedules.ts'

export const mails = {
  name: 'mails',
  summary: 'The outbox of mails to people who run stores',
  routes: mailRoutes,
  work: [mailSending, outboxTidying],
}
