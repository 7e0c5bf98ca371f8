import { defineRoute } from '../route.ts'
import { MailPage, MailPaging } from './schema.ts'
import { listMails } from './service.ts'

export const mailRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/mails',
    summary: 'List the mails to people who run stores, newest first',
    description:
      'Where no mail server is set (`SMTP_URL`) they stay here and their text is shown, so that links can be followed.',
    permission: 'platform:admin',
    query: MailPaging,
    response: MailPage,
    handler: (ctx, { query }) => listMails(ctx, query),
  }),
]
