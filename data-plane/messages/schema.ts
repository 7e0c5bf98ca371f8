// Mails and their templates, as staff see and write them.
import { z } from 'zod'
import { Paging, pageOf, RawBody } from '../../shared/http/route.ts'
import { MAIL_NAMES } from './templates/variables.ts'

const STATUSES = ['stored', 'queued', 'sent', 'failed', 'suppressed'] as const
const Status = z.enum(STATUSES).meta({
  id: 'MessageStatus',
  description:
    '`stored`: no mail server is set, so it stays here. `suppressed`: its recipient unsubscribed from mails of this kind.',
})

export const MailName = z.enum(MAIL_NAMES).meta({ id: 'MessageTemplateName', example: 'order_confirmation' })

export const Message = z
  .object({
    id: z.uuid(),
    template: z.string(),
    language: z.string(),
    recipient: z.string(),
    subject: z.string(),
    body: z.string().nullable().meta({
      description: 'Null where a mail server delivers it and it holds a link by which one signs in',
    }),
    html: z.string().nullable(),
    status: Status,
    attempts: z.int(),
    error: z.string().nullable().meta({ description: 'What the mail server said last' }),
    template_error: z.string().nullable().meta({
      description: "Why the default was used instead of the store's own template",
    }),
    order_id: z.uuid().nullable(),
    created_at: z.string(),
    sent_at: z.string().nullable(),
  })
  .meta({ id: 'Message' })
export type Message = z.output<typeof Message>
export const MessageFilter = z.strictObject({
  ...Paging,
  status: Status.optional(),
  template: z.string().max(100).optional(),
  recipient: z.string().max(254).optional(),
  order_id: z.uuid().optional(),
})
export type MessageFilter = z.output<typeof MessageFilter>
export const MessagePage = pageOf(Message).meta({ id: 'MessagePage' })
export const MessageId = z.object({ message_id: z.uuid() })

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag
  } catch {
    return false
  }
}
const Language = z
  .string()
  .max(35)
  .refine(isLanguage, 'must be a BCP 47 language tag such as "de" or "pt-BR"')
  .meta({ example: 'de' })

export const TemplateName = z.object({ name: MailName })
export const TemplateKey = z.object({ name: MailName, language: Language })
export type TemplateKey = z.output<typeof TemplateKey>

const fields = {
  subject: z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .meta({ example: '{{ store.name }}: your order #{{ order.number }}' }),
  text_body: z.string().min(1).max(100_000).meta({ example: 'Thank you for order #{{ order.number }}.' }),
  html_body: z
    .string()
    .min(1)
    .max(100_000)
    .meta({ description: 'What variables hold is escaped', example: '<p>Order #{{ order.number }}</p>' }),
}
const WRITTEN = {
  subject: '{{ store.name }}',
  text_body: '{{ store.name }}',
  html_body: '<p>{{ store.name }}</p>',
}
export const TemplateInput = z.strictObject(fields).meta({ id: 'MessageTemplateInput', example: WRITTEN })
export type TemplateInput = z.output<typeof TemplateInput>
export const MessageTemplate = z
  .object({
    name: MailName,
    language: z.string(),
    ...fields,
    is_default: z.boolean().meta({ description: 'Whether these are our words, not those of the store' }),
    enabled: z.boolean().meta({ description: 'Whether the store sends this mail at all' }),
    variables: z.unknown().meta({ description: 'A JSON Schema of what the template may use' }),
    updated_at: z.string().nullable(),
  })
  .meta({ id: 'MessageTemplate' })
export const MessageTemplates = z
  .object({
    data: z.array(
      z.object({
        name: MailName,
        to: z.enum(['customer', 'staff']),
        marketing: z.boolean().meta({ description: 'Not sent to those who unsubscribed' }),
        enabled: z.boolean(),
        languages: z.array(z.string()).meta({ description: 'In which it can be sent' }),
        own_languages: z.array(z.string()).meta({ description: 'In which the store has words of its own' }),
      }),
    ),
  })
  .meta({ id: 'MessageTemplates' })
export const TemplateSwitch = z.strictObject({ enabled: z.boolean() }).meta({ id: 'MessageTemplateSwitch' })

export const PreviewInput = z
  .strictObject({
    order_id: z.uuid().meta({ description: 'Whose data are shown, where the mail is about an order' }),
    ...fields,
  })
  .partial()
  .meta({ id: 'MessagePreviewInput', description: 'What is absent is taken as saved.', example: {} })
export type PreviewInput = z.output<typeof PreviewInput>
export const Preview = z
  .object({ subject: z.string(), text: z.string(), html: z.string() })
  .meta({ id: 'MessagePreview' })

export const UnsubscribeToken = z.object({
  token: z.string().min(1).max(2_000).meta({ example: 'v1.key.AAAA' }),
})
/** RFC 8058 posts a form to the address; nothing in it matters. */
export const UnsubscribeBody = RawBody
export const Unsubscribed = z.object({ unsubscribed: z.literal(true) }).meta({ id: 'Unsubscribed' })
export const UnsubscribePage = pageOf(
  z.object({ id: z.uuid(), email: z.string(), created_at: z.string() }),
).meta({
  id: 'MailUnsubscribePage',
})
export const UnsubscribeFilter = z.strictObject(Paging)
export const UnsubscribeId = z.object({ mail_unsubscribe_id: z.uuid() })
