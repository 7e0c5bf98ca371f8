// The store's own words.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Ctx, inRead, inTx, type ReadCtx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { defined } from '../../../shared/objects.ts'
import { explainOrder, getOrder } from '../../orders/index.ts'
import { getStore, shopUrlOf } from '../../store/index.ts'
import * as queries from '../queries.ts'
import { languagesFor } from '../rules.ts'
import type { PreviewInput, TemplateInput, TemplateKey } from '../schema.ts'
import { DEFAULT_LANGUAGES, defaultTemplate, type Template } from '../templates/compose.ts'
import { faultsOf, render, TemplateError, type TemplateFault } from '../templates/engine.ts'
import { MAIL_NAMES, MAILS, type MailName, sampleOf, variablesOf } from '../templates/variables.ts'
import { balancesOf, orderVariables } from './order-mails.ts'
import { commonOf, queueMail, readHabits, touchHabits } from './outbox.ts'

export async function listTemplates(ctx: Ctx) {
  const { own, disabled } = await inRead(ctx, readHabits)
  return {
    data: MAIL_NAMES.map((name) => {
      const own_languages = own.flatMap((template) => (template.name === name ? template.language : []))
      return {
        ...{ name, to: MAILS[name].to, marketing: MAILS[name].isMarketing === true },
        enabled: !disabled.includes(name),
        languages: [...new Set([...DEFAULT_LANGUAGES, ...own_languages])].sort(),
        own_languages,
      }
    }),
  }
}

/** What the store says in a language, or would by default. Throws `not_found` for a language in which nothing is said. */
export async function getTemplate(ctx: Ctx, { name, language }: TemplateKey) {
  return inRead(ctx, async (ctx) => {
    const [[own], disabled] = await Promise.all([
      queries.readTemplates(ctx.tx, ctx.tenantId, name, [language]),
      queries.listDisabled(ctx.tx, ctx.tenantId),
    ])
    const template = own ?? defaultFor({ name, language })
    if (template === undefined) throw noTemplate(name, language)
    const { subject, text_body, html_body } = template
    return {
      ...{ name, language, subject, text_body, html_body, is_default: own === undefined },
      ...{ enabled: !disabled.includes(name), updated_at: own?.updated_at ?? null },
      variables: z.toJSONSchema(variablesOf(name)),
    }
  })
}

/** Of a region that has no words of its own, those of its language. */
const defaultFor = ({ name, language }: TemplateKey): Template | undefined =>
  languagesFor([language])
    .filter((tag) => tag.split('-')[0] === language.split('-')[0])
    .map((tag) => defaultTemplate(name, tag))
    .find((template) => template !== undefined)

/** Throws `invalid_input` with line and column where the template is wrong. */
export async function saveTemplate(ctx: Ctx, key: TemplateKey, input: TemplateInput) {
  assertSound(key.name, input)
  return inTx(ctx, async (ctx) => {
    await queries.saveTemplate(ctx.tx, ctx.tenantId, { ...key, ...input, at: ctx.now.toISOString() })
    touchHabits(ctx)
    return getTemplate(ctx, key)
  })
}

/** Goes back to the default. */
export async function deleteTemplate(ctx: Ctx, { name, language }: TemplateKey) {
  await inTx(ctx, async (ctx) => {
    await queries.deleteTemplate(ctx.tx, ctx.tenantId, name, language)
    touchHabits(ctx)
  })
  return { name, language, deleted: true } as const
}

export async function switchTemplate(ctx: Ctx, name: MailName, enabled: boolean) {
  await inTx(ctx, async (ctx) => {
    await queries.setDisabled(ctx.tx, ctx.tenantId, name, !enabled)
    touchHabits(ctx)
  })
  return { name, enabled }
}

/** What a mail would look like, with invented data or those of an order. */
export const previewTemplate = (ctx: Ctx, key: TemplateKey, input: PreviewInput) =>
  inRead(ctx, (ctx) => preview(ctx, key, input))

async function preview(ctx: ReadCtx, key: TemplateKey, { order_id, ...draft }: PreviewInput) {
  const [store, [own], order] = await Promise.all([
    getStore(ctx),
    queries.readTemplates(ctx.tx, ctx.tenantId, key.name, [key.language]),
    order_id === undefined ? undefined : orderOf(ctx, order_id),
  ])
  const saved = own ?? defaultFor(key) ?? defaultTemplate(key.name, 'en')
  const template = { ...(saved as Template), ...defined(draft) }
  assertSound(key.name, template)
  const sample = sampleOf(key.name, commonOf(store, key.language))
  try {
    return render(template, order === undefined ? sample : { ...sample, order })
  } catch (error) {
    if (error instanceof TemplateError) throw wrong([error.fault])
    throw error
  }
}

const orderOf = async (ctx: ReadCtx, id: string) => {
  const [order, { steps }, store] = await Promise.all([
    getOrder(ctx, id),
    explainOrder(ctx, id),
    getStore(ctx),
  ])
  return orderVariables(order, shopUrlOf(store), balancesOf(steps))
}

/** Mails a preview to whoever asks, or to the store's contact where that is a key. */
export async function testTemplate(ctx: Ctx, key: TemplateKey, input: PreviewInput) {
  return inTx(ctx, async (ctx) => {
    const [{ subject, text, html }, store] = await Promise.all([preview(ctx, key, input), getStore(ctx)])
    const { kind, label = '' } = ctx.principal
    const recipient = kind === 'account' && label.includes('@') ? label : store.contact_email
    const message_id = queueMail(ctx, {
      ...{ eventId: randomUUID(), template: key.name, language: key.language, recipient, subject, html },
      ...{ body: text, orderId: null, templateError: null, isUnwanted: false },
    })
    return { message_id, recipient }
  })
}

function assertSound(name: MailName, template: Template): void {
  const faults = faultsOf(name, template)
  if (faults.length > 0) throw wrong(faults)
}

const wrong = (faults: readonly TemplateFault[]) =>
  new DomainError('invalid_input', 'The template cannot be followed.', {
    issues: faults.map(({ field, line, column, message }) => ({
      path: field,
      message: `line ${line}, column ${column}: ${message}`,
    })),
  })

const noTemplate = (name: string, language: string) =>
  new DomainError('not_found', `There is no template ${name} in ${language} yet.`)
