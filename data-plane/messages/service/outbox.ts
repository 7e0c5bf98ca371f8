// Writes a mail in its reader's language, and leaves it to be sent.
import { v7 as uuidv7 } from 'uuid'
import { cached, touchTags } from '../../../shared/cache/cached.ts'
import { type Ctx, inRead, type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import type { Happened } from '../../../shared/module.ts'
import { getMarkets, marketOf } from '../../markets/index.ts'
import { getStore, type StoreRow, shopUrlOf } from '../../store/index.ts'
import * as queries from '../queries.ts'
import { formatOf, isTooLate, languagesFor } from '../rules.ts'
import { defaultTemplate, type Template } from '../templates/compose.ts'
import { render, TemplateError } from '../templates/engine.ts'
import { MAILS, type MailName, type Variables } from '../templates/variables.ts'
import { messageSending } from './sending.ts'
import { unsubscribeUrl } from './unsubscribe.ts'

export type MailDraft = {
  name: MailName
  /** To the store's own contact unless it is given. */
  recipient?: string
  /** The code of the market that it is about, whose language it is in. */
  market?: string
  orderId?: string
  about: Omit<Variables, 'store' | 'locale'>
}

/** What a store does not send, and what it says in words of its own. */
const HABITS_TAG = 'mails'

const getHabits = (ctx: Ctx) =>
  cached(ctx, { class: 'settings', key: 'mails', tags: [HABITS_TAG] }, () => inRead(ctx, readHabits))

export async function readHabits({ tx, tenantId }: ReadCtx) {
  const [own, disabled] = await Promise.all([
    queries.listOwn(tx, tenantId),
    queries.listDisabled(tx, tenantId),
  ])
  return { own, disabled }
}

/** For a transaction that changes what `readHabits` gives. */
export const touchHabits = (ctx: TxCtx): void => touchTags(ctx, [HABITS_TAG])

/** Mails what follows from an event, together with the commit, unless the store sends no such mails or it is too late. */
export async function sendMail(ctx: TxCtx, event: Happened, draft: MailDraft): Promise<void> {
  const { name, orderId = null } = draft
  const { isMarketing = false, to } = MAILS[name]
  const store = await getStore(ctx)
  const recipient = draft.recipient ?? store.contact_email
  if (isTooLate(new Date(event.occurred_at), ctx.now)) return
  const [locales, { disabled }, isUnwanted] = await Promise.all([
    localesOf(ctx, store, to === 'staff' ? undefined : draft.market),
    getHabits(ctx),
    isMarketing && queries.isUnsubscribed(ctx.tx, ctx.tenantId, recipient),
  ])
  if (disabled.includes(name)) return
  const about = isMarketing
    ? { ...draft.about, unsubscribe: { link: unsubscribeUrl(ctx, store, recipient, 'page') ?? '' } }
    : draft.about
  const { language, subject, text, html, templateError } = await write(ctx, name, { store, locales, about })
  queueMail(ctx, {
    ...{
      eventId: event.id,
      template: name,
      recipient,
      language,
      subject,
      body: text,
      html,
      orderId,
      templateError,
    },
    isUnwanted,
  })
}

/** Stores a mail as it is to be sent, together with the commit. Without a mail server it stays where it is. Gives its id. */
export function queueMail(
  ctx: TxCtx,
  { isUnwanted, ...mail }: Omit<queries.NewMessage, 'id' | 'status'> & { isUnwanted: boolean },
): string {
  const id = uuidv7()
  const delivered = ctx.shard.mailer === undefined ? 'stored' : 'queued'
  const status = isUnwanted ? 'suppressed' : delivered
  withCommit(queries.insertMessage(ctx.tx, ctx.tenantId, { id, status, ...mail }))
  if (status === 'queued') enqueue(ctx, messageSending, { message_id: id })
  return id
}

/** The reader's language tags, the best one first. */
async function localesOf(ctx: Ctx, store: StoreRow, market: string | undefined): Promise<(string | null)[]> {
  const markets = await getMarkets(ctx)
  const own = market === undefined ? undefined : markets.find(({ code }) => code === market)
  return [own?.locale ?? null, store.mail_language, marketOf(markets, store.default_market, 'market').locale]
}

type Writing = {
  store: StoreRow
  locales: readonly (string | null)[]
  about: Omit<Variables, 'store' | 'locale'>
}
type Written = { subject: string; text: string; html: string; language: string; templateError: string | null }

/** By the store's own template if it can be followed, or else by the default, saying why. */
async function write(ctx: ReadCtx, name: MailName, { store, locales, about }: Writing): Promise<Written> {
  const languages = languagesFor(locales)
  const hasOwn = (await getHabits(ctx)).own.some((template) => template.name === name)
  const own = hasOwn ? await queries.readTemplates(ctx.tx, ctx.tenantId, name, languages) : []
  const ownIn = (language: string) => own.find((template) => template.language === language)
  const spoken = (language: string) => defaultTemplate(name, language) !== undefined
  const language = languages.find((tag) => ownIn(tag) !== undefined || spoken(tag)) ?? 'en'
  const writeBy = (template: Template, language: string) => ({
    ...render(template, { ...commonOf(store, formatOf(language, locales)), ...about }),
    language,
  })
  const template = ownIn(language)
  let templateError: string | null = null
  if (template !== undefined)
    try {
      return { ...writeBy(template, language), templateError }
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      templateError = `${error.fault.field}: ${error.message}`
    }
  const fallback = languages.find(spoken) ?? 'en'
  return { ...writeBy(defaultTemplate(name, fallback) as Template, fallback), templateError }
}

export const commonOf = (store: StoreRow, locale: string): Pick<Variables, 'store' | 'locale'> => ({
  store: { name: store.name, email: store.contact_email, url: shopUrlOf(store) },
  locale,
})
