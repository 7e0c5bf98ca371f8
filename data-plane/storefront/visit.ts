// Who visits a shop, as far as its pages are to know: language, market, currency, and what their cookies say.
import { createHash } from 'node:crypto'
import type { Ctx } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import type { Visit as Envelope } from '../../shared/http/dispatch.ts'
import { readMenus, readTheme } from '../content/index.ts'
import { getMarkets, type MarketRow } from '../markets/index.ts'
import { getStore, type StoreRow } from '../store/index.ts'
import { queryString } from './ask.ts'
import { readCookies, type SetCookie } from './cookies.ts'
import type { Texts } from './languages/en.ts'
import { TEXTS } from './languages/texts.ts'
import {
  alternatesOf,
  chosenTerms,
  isRightToLeft,
  type Language,
  localeFor,
  offeredLanguages,
  openMarkets,
  splitPath,
} from './rules/languages.ts'
import type { Menus, Theme } from './theme.ts'

/** The cookies of a shop. */
export const COOKIES = { market: 'market', cart: 'cart', session: 'session', preview: 'preview' } as const

/** What a visitor's own cookies say. Not there on pages that are kept for all. */
type Own = {
  cookies: ReadonlyMap<string, string>
  /** The cart, with how many things are in it. */
  cart: { id: string; count: number } | undefined
}

export type Visit = {
  ctx: Ctx
  origin: string
  /** Without the language's prefix, as it was sent. */
  path: string
  search: URLSearchParams
  language: Language
  isRightToLeft: boolean
  /** For numbers, money and dates. */
  locale: string
  t: Texts
  languages: readonly Language[]
  markets: readonly MarketRow[]
  market: MarketRow
  currency: string
  /** Whether the address names its market, so that links go on naming it. */
  isNamedMarket: boolean
  alternates: ReturnType<typeof alternatesOf>
  store: StoreRow
  theme: Theme
  menus: Menus
  /** Of what is around every page. */
  frame: string
  own: Own | undefined
  /** Whether it asks to see the theme's draft: what it sees is kept for nobody. */
  isPreview: boolean
  /** Whether the shop's own script asks, which shows what it is told itself. */
  takesJson: boolean
  /** Sent with the answer. */
  setCookies: SetCookie[]
}

/** Throws `unavailable` for a store that has no open market. */
export async function readVisit(ctx: Ctx, request: Request, envelope: Envelope): Promise<Visit> {
  const url = new URL(request.url)
  const [store, markets] = await Promise.all([getStore(ctx), getMarkets(ctx)])
  const offered = offeredLanguages(markets)
  const { language, path, isPrefixed } = splitPath(url.pathname, offered)
  const cookies = readCookies(envelope.cookie)
  const named = url.searchParams.get('market') ?? undefined
  const asked = { market: named, currency: url.searchParams.get('currency') ?? undefined }
  const [market, currency] = (cookies.get(COOKIES.market) ?? '').split('.')
  const terms = chosenTerms(markets, [asked, { market, currency }])
  if (terms === undefined) throw new DomainError('unavailable', 'This store sells nowhere just now.')
  const session = cookies.get(COOKIES.session)
  const locale = localeFor(terms.market, language)
  const previewToken = cookies.get(COOKIES.preview)
  const [theme, menus] = await Promise.all([
    readTheme(ctx, { language: locale, previewToken }),
    readMenus(ctx, { language: locale, market: terms.market.code }),
  ])
  return {
    ctx: session === undefined || session === '' ? ctx : { ...ctx, customerToken: session },
    origin: envelope.origin,
    // The default language has no prefix, so that each page has one address.
    path: isPrefixed && language === offered[0] ? url.pathname : path,
    search: url.searchParams,
    language,
    isRightToLeft: isRightToLeft(language),
    locale,
    t: TEXTS[language],
    languages: offered,
    markets: openMarkets(markets),
    ...terms,
    isNamedMarket: named !== undefined && terms.market.code === named && !terms.market.is_default,
    alternates: alternatesOf(markets, offered),
    store,
    theme,
    menus,
    frame: createHash('sha256')
      .update(JSON.stringify([theme, menus]))
      .digest('base64url'),
    own: { cookies, cart: readCart(cookies.get(COOKIES.cart)) },
    isPreview: (previewToken ?? '') !== '',
    takesJson: request.headers.get('accept') === 'application/json',
    setCookies: [],
  }
}

function readCart(cookie: string | undefined): Own['cart'] {
  const [, id, count] = /^([0-9a-f-]{36})\.(\d{1,6})$/.exec(cookie ?? '') ?? []
  return id === undefined ? undefined : { id, count: Number(count) }
}

/** The visit as all others like it: without anything of who visits. */
export const anonymous = (visit: Visit): Visit => ({
  ...visit,
  ctx: { ...visit.ctx, customerToken: undefined },
  own: undefined,
})

/** The address of a page of the shop in the visit's language. @param path without a language's prefix */
export function href(
  visit: Pick<Visit, 'language' | 'languages' | 'isNamedMarket' | 'market'>,
  path: string,
  query: Readonly<Record<string, string | number | readonly string[] | undefined>> = {},
): string {
  const prefix = visit.language === visit.languages[0] ? '' : `/${visit.language}`
  const market = visit.isNamedMarket ? { market: visit.market.code } : {}
  const whole = `${prefix}${path === '/' && prefix !== '' ? '' : path}`
  return `${whole}${queryString({ ...query, ...market })}`
}

/** A link that staff entered: paths of the shop get the language's prefix. */
export const linkTo = (visit: Visit, link: string): string => {
  if (!link.startsWith('/') || /^\/(store|assets)\//.test(link)) return link
  const [path = '/', search] = link.split('?', 2)
  return href(visit, path, Object.fromEntries(new URLSearchParams(search ?? '')))
}

/** Query parameters with all their values. */
export const queryOf = (search: URLSearchParams): Record<string, string[]> =>
  Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)]))

/** What prices are asked in. */
export const termsOf = ({ market, currency }: Visit) => ({ market: market.code, currency })
