// In which language, market and currency a visitor sees the shop. Taken from the arguments alone.

/** Those that the shop's own texts are in. */
const LANGUAGES = ['en', 'de', 'fr', 'ar', 'hi'] as const
export type Language = (typeof LANGUAGES)[number]

type Market = {
  code: string
  is_default: boolean
  status: string
  currency: string
  currencies: readonly string[]
  locale: string
  locales: readonly string[]
  countries: readonly string[]
}

const isLanguage = (text: string): text is Language => (LANGUAGES as readonly string[]).includes(text)

const languageOf = (locale: string): Language | undefined => {
  const language = locale.split('-')[0] ?? ''
  return isLanguage(language) ? language : undefined
}

export const isRightToLeft = (language: Language): boolean => language === 'ar'

/** The markets that sell, the default one first. */
export const openMarkets = <M extends Market>(markets: readonly M[]): M[] =>
  markets
    .filter(({ status }) => status === 'active')
    .sort((a, b) => Number(b.is_default) - Number(a.is_default))

/** The languages of a shop, that of its default market first: its pages have no prefix. */
export function offeredLanguages(markets: readonly Market[]): [Language, ...Language[]] {
  const open = openMarkets(markets)
  const [first = 'en', ...others] = new Set(
    open.flatMap(({ locale, locales }) => [locale, ...locales].flatMap((tag) => languageOf(tag) ?? [])),
  )
  // A default market in another language than ours is served in English.
  const own = languageOf(open[0]?.locale ?? '')
  return own === undefined && first !== 'en'
    ? ['en', first, ...others.filter((language) => language !== 'en')]
    : [first, ...others]
}

/** Takes the language's prefix off a path: `/de/search` is `/search` in German. */
export function splitPath(
  path: string,
  offered: readonly [Language, ...Language[]],
): { language: Language; path: string; isPrefixed: boolean } {
  const [, first = ''] = path.split('/', 2)
  const found = offered.find((language) => language === first)
  if (found === undefined) return { language: offered[0], path, isPrefixed: false }
  const rest = path.slice(first.length + 1)
  return { language: found, path: rest === '' ? '/' : rest, isPrefixed: true }
}

type Wish = { market?: string | undefined; currency?: string | undefined }

/** The market and currency of the first of these wishes that the shop can serve; else those of its default market. */
export function chosenTerms<M extends Market>(
  markets: readonly M[],
  wishes: readonly Wish[],
): { market: M; currency: string } | undefined {
  const open = openMarkets(markets)
  for (const { market: code, currency } of wishes) {
    const market = open.find((market) => market.code === code)
    if (market === undefined) continue
    const isTaken = currency !== undefined && market.currencies.includes(currency)
    return { market, currency: isTaken ? currency : market.currency }
  }
  const [first] = open
  return first && { market: first, currency: first.currency }
}

/** How numbers, money and dates are written: in this language, as in the market if it uses the language. */
export function localeFor(market: Market, language: Language): string {
  const own = [market.locale, ...market.locales].find((locale) => languageOf(locale) === language)
  // Indian digits group in their own way in any language; Arabic ones stay those of all other texts here.
  return own ?? `${language}-${market.countries[0] ?? ''}`.replace(/-$/, '')
}

const MAX_ALTERNATES = 60

/** Under which address each locale of the open markets finds a page: its language's prefix, and its market's name. */
export function alternatesOf(
  markets: readonly Market[],
  offered: readonly [Language, ...Language[]],
): { locale: string; language: Language; market: string | undefined }[] {
  const seen = new Set<string>()
  return openMarkets(markets)
    .flatMap(({ code, is_default, locale, locales }) =>
      [...new Set([locale, ...locales])].flatMap((locale) => {
        const language = languageOf(locale)
        if (language === undefined || !offered.includes(language) || seen.has(locale)) return []
        seen.add(locale)
        return [{ locale, language, market: is_default ? undefined : code }]
      }),
    )
    .slice(0, MAX_ALTERNATES)
}
