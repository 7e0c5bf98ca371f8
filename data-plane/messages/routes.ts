import { z } from 'zod'
import { SentFile } from '../../shared/http/route.ts'
import { defineRoute } from '../route.ts'
import * as s from './schema.ts'
import { getMessage, listMessages, resendMessage } from './service/messages.ts'
import * as templates from './service/templates.ts'
import { deleteUnsubscribe, listUnsubscribes, unsubscribe } from './service/unsubscribe.ts'
import { UNSUBSCRIBE_PAGE } from './unsubscribe-page.ts'

const outbox = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/messages',
    summary: 'List the mails of the store, newest first',
    permission: 'store:read',
    query: s.MessageFilter,
    response: s.MessagePage,
    handler: (ctx, { query }) => listMessages(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/messages/{message_id}',
    summary: 'Read a mail',
    permission: 'store:read',
    params: s.MessageId,
    response: s.Message,
    handler: (ctx, { params }) => getMessage(ctx, params.message_id),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/messages/{message_id}/resend',
    summary: 'Send a mail once more',
    permission: 'store:write',
    params: s.MessageId,
    status: 201,
    response: s.Message,
    errors: ['message_not_sendable'],
    handler: (ctx, { params }) => resendMessage(ctx, params.message_id),
  }),
]

const TEMPLATE = '/admin/v1/message-templates/{name}/{language}'

const words = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/message-templates',
    summary: 'List the mails that a store can send',
    permission: 'store:read',
    response: s.MessageTemplates,
    handler: (ctx) => templates.listTemplates(ctx),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/message-templates/{name}',
    summary: 'Switch a mail off or on',
    permission: 'store:write',
    params: s.TemplateName,
    body: s.TemplateSwitch,
    response: z.object({ name: s.MailName, enabled: z.boolean() }),
    handler: (ctx, { params, body }) => templates.switchTemplate(ctx, params.name, body.enabled),
  }),
  defineRoute({
    method: 'get',
    path: TEMPLATE,
    summary: 'Read what a mail says in a language, and what it may say',
    permission: 'store:read',
    params: s.TemplateKey,
    response: s.MessageTemplate,
    handler: (ctx, { params }) => templates.getTemplate(ctx, params),
  }),
  defineRoute({
    method: 'put',
    path: TEMPLATE,
    summary: 'Have a mail say something else',
    description:
      'In Liquid, with the filters `money` and `date_text`; it includes no other files. A template that uses what is not ' +
      'there, or never ends, is refused with line and column.',
    permission: 'store:write',
    params: s.TemplateKey,
    body: s.TemplateInput,
    response: s.MessageTemplate,
    handler: (ctx, { params, body }) => templates.saveTemplate(ctx, params, body),
  }),
  defineRoute({
    method: 'delete',
    path: TEMPLATE,
    summary: 'Go back to what a mail says by default',
    permission: 'store:write',
    params: s.TemplateKey,
    response: z.object({ name: s.MailName, language: z.string(), deleted: z.literal(true) }),
    handler: (ctx, { params }) => templates.deleteTemplate(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: `${TEMPLATE}/preview`,
    summary: 'See a mail, with invented data or those of an order',
    permission: 'store:read',
    params: s.TemplateKey,
    body: s.PreviewInput,
    audit: false,
    response: s.Preview,
    handler: (ctx, { params, body }) => templates.previewTemplate(ctx, params, body),
  }),
  defineRoute({
    method: 'post',
    path: `${TEMPLATE}/test`,
    summary: 'Mail it to yourself, or to the contact of the store when a key asks',
    permission: 'store:write',
    params: s.TemplateKey,
    body: s.PreviewInput,
    response: z.object({ message_id: z.uuid(), recipient: z.string() }),
    handler: (ctx, { params, body }) => templates.testTemplate(ctx, params, body),
  }),
]

const wishes = [
  defineRoute({
    method: 'get',
    path: '/store/v1/unsubscribe',
    summary: 'Get the page on which people unsubscribe',
    permission: 'shop',
    query: z.object({ token: z.string().optional() }),
    response: SentFile,
    sendsFiles: ['text/html'],
    handler: async () => UNSUBSCRIBE_PAGE,
  }),
  defineRoute({
    method: 'post',
    path: '/store/v1/unsubscribe',
    summary: 'Want no more mails that are not about an order or account of yours',
    description: 'At one click, as of RFC 8058: whatever body is sent is not looked at.',
    permission: 'shop',
    query: s.UnsubscribeToken,
    body: s.UnsubscribeBody,
    bodyType: 'raw',
    secret: true,
    response: s.Unsubscribed,
    errors: ['link_expired'],
    handler: (ctx, { query }) => unsubscribe(ctx, query.token),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/mail-unsubscribes',
    summary: 'List who wants no marketing mails, newest first',
    permission: 'customers:read',
    query: s.UnsubscribeFilter,
    response: s.UnsubscribePage,
    handler: (ctx, { query }) => listUnsubscribes(ctx, query),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/mail-unsubscribes/{mail_unsubscribe_id}',
    summary: 'Let an address have marketing mails again, as its owner wishes',
    permission: 'customers:write',
    params: s.UnsubscribeId,
    response: z.object({ id: z.uuid(), deleted: z.literal(true) }),
    handler: (ctx, { params }) => deleteUnsubscribe(ctx, params.mail_unsubscribe_id),
  }),
]

export const messageRoutes = [...outbox, ...words, ...wishes]
