import { defineRoute } from '../route.ts'
import { MessageFilter, MessagePage } from './schema.ts'
import { listMessages } from './service.ts'

export const messageRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/messages',
    summary: 'List the mails of the store, newest first',
    permission: 'store:read',
    query: MessageFilter,
    response: MessagePage,
    handler: (ctx, { query }) => listMessages(ctx, query),
  }),
]
