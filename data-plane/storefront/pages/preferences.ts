// Which market and currency a visitor chose. Their cart goes there with them.
import { z } from 'zod'
import { definePage, redirect } from '../page.ts'
import { chosenTerms } from '../rules/languages.ts'
import { readCart } from '../shopper.ts'
import { COOKIES, href, queryOf } from '../visit.ts'

const YEAR_SECONDS = 365 * 86_400

export const preferencesPage = definePage({
  method: 'post',
  path: '/preferences',
  form: z.object({ terms: z.string().max(60), return_to: z.string().max(2_000).optional() }),
  handler: async (visit, { form }) => {
    const [market, currency] = form.terms.split('.', 2)
    const terms = chosenTerms(visit.markets, [{ market, currency }])
    if (terms !== undefined) {
      visit.setCookies.push({
        name: COOKIES.market,
        value: `${terms.market.code}.${terms.currency}`,
        maxAgeSeconds: YEAR_SECONDS,
      })
      await readCart({ ...visit, ...terms })
    }
    return redirect(pathIn(form.return_to, visit))
  },
})

/** Back to a page of the shop, and to nowhere else; the market is no longer the one that its address named. */
function pathIn(wish: string | undefined, visit: Parameters<typeof href>[0]): string {
  const at = { ...visit, isNamedMarket: false }
  if (wish === undefined || !URL.canParse(wish, 'http://shop')) return href(at, '/')
  const { host, pathname, searchParams } = new URL(wish, 'http://shop')
  // Two slashes at the front would name another site.
  if (host !== 'shop' || pathname.startsWith('//')) return href(at, '/')
  searchParams.delete('market')
  searchParams.delete('currency')
  return href(at, pathname, queryOf(searchParams))
}
