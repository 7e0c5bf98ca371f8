// What is around every page: head, header, footer.
import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { queryString } from '../ask.ts'
import { assets } from '../files.ts'
import { LANGUAGE_NAMES } from '../languages/texts.ts'
import type { Crumb, Document, Html, Sources } from '../page.ts'
import { palette } from '../rules/contrast.ts'
import type { MenuLink, Picture, Theme } from '../theme.ts'
import { href, linkTo, queryOf, type Visit } from '../visit.ts'
import { icons } from './icons.ts'
import { jsonText } from './text.ts'

/** Stands for what each visitor sees of the own cart. Nothing that people write can hold it: no text is stored with it. */
export const CART_MARK = '\0'

/** A theme as the variables that the stylesheet goes by. Colours and numbers are validated where they are stored. */
export function themeStyle({ colours, font, radius }: Pick<Theme, 'colours' | 'font' | 'radius'>): string {
  const { isDark, ...shades } = palette(colours)
  const variables = Object.entries(shades).map(([name, value]) => `--${name}:${value}`)
  const fontStack = font.stack.replace(/[^\w\s,'-]/g, '')
  return `:root{color-scheme:${isDark ? 'dark' : 'light'};${variables.join(';')};--font:${fontStack};--radius:${radius}px}`
}

/** The policy of a page: what is in it may load from this shop only, but for pictures, and nothing in it may run by itself. */
export function policyOf(
  style: string,
  { script = [], frame = [], connect = [], form = [] }: Sources = {},
): string {
  const hash = createHash('sha256').update(style).digest('base64')
  return [
    "default-src 'none'",
    ["script-src 'self'", ...script].join(' '),
    `style-src 'self' 'sha256-${hash}'`,
    "img-src 'self' https: data:",
    "media-src 'self' https:",
    "font-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    ...(frame.length === 0 ? [] : [['frame-src', ...frame].join(' ')]),
    ["form-action 'self'", ...form].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** A whole page as HTML, with CART_MARK where the visitor's own cart is told of. */
export async function layout(visit: Visit, page: Document): Promise<string> {
  const { t, store } = visit
  const whole = html`<!doctype html>
<html lang="${visit.language}" dir="${visit.isRightToLeft ? 'rtl' : 'ltr'}">
${head(visit, page)}
<body>
<a class="skip" href="#content">${t.skip}</a>
${visit.isPreview ? html`<div class="announcement preview"><p>${t.preview} · <a href="${href(visit, visit.path, { preview: '' })}">${t.close}</a></p></div>` : ''}
${
  page.isPlain
    ? html`<header class="bar plain"><div class="wrap">${brandLink(visit)}</div></header>`
    : html`${announcement(visit)}${header(visit)}`
}
<main id="content" tabindex="-1">
${crumbs(visit, page.crumbs)}
${page.body}
</main>
${page.isPlain ? html`<footer class="foot plain"><div class="wrap"><small>© ${store.name}</small></div></footer>` : footer(visit)}
<div class="toast" role="status" aria-live="polite" data-toast data-added="${t.added}" data-view="${t.viewCart}" data-cart="${href(visit, '/cart')}"></div>
</body>
</html>`
  return String(await whole)
}

function head(visit: Visit, page: Document): Html {
  const { origin, store, theme } = visit
  const title = page.title === '' ? store.name : `${page.title} – ${store.name}`
  const canonical = `${origin}${href(visit, page.canonical ?? visit.path)}`
  const { style, script } = assets()
  const image = page.image === undefined ? theme.logo?.url : page.image
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>
${page.description ? html`<meta name="description" content="${page.description}">` : ''}
${page.noindex || visit.isPreview ? html`<meta name="robots" content="noindex">` : html`<link rel="canonical" href="${canonical}">${alternates(visit, page)}`}
${page.prev === undefined ? '' : html`<link rel="prev" href="${page.prev}">`}${page.next === undefined ? '' : html`<link rel="next" href="${page.next}">`}
<meta property="og:site_name" content="${store.name}"><meta property="og:title" content="${page.title || store.name}"><meta property="og:type" content="${page.type ?? 'website'}"><meta property="og:url" content="${canonical}">
${page.description ? html`<meta property="og:description" content="${page.description}">` : ''}${image ? html`<meta property="og:image" content="${absolute(origin, image)}"><meta name="twitter:card" content="summary_large_image">` : ''}
<meta name="theme-color" content="${theme.colours.background}">
${theme.favicon === null ? '' : html`<link rel="icon" href="${theme.favicon.url}">`}
<link rel="stylesheet" href="${style.url}">
<style>${raw(themeStyle(theme))}</style>
<script src="${script.url}" defer></script>
${[...dataOf(visit, page)].map((item) => html`<script type="application/ld+json">${jsonText(item)}</script>`)}
</head>`
}

export const absolute = (origin: string, url: string): string =>
  url.startsWith('/') ? `${origin}${url}` : url

function alternates(visit: Visit, page: Document): Html | string {
  const { alternates, languages, origin } = visit
  if (alternates.length < 2) return ''
  const path = page.canonical ?? visit.path
  const at = (language: Visit['language'], market: string | undefined) => {
    const named = visit.markets.find(({ code }) => code === market)
    const as = { language, languages, isNamedMarket: named !== undefined, market: named ?? visit.market }
    const [base = '/', query = ''] = path.split('?', 2)
    return `${origin}${href(as, base, Object.fromEntries(new URLSearchParams(query)))}`
  }
  return html`${alternates.map(
    ({ locale, language, market }) =>
      html`<link rel="alternate" hreflang="${locale}" href="${at(language, market)}">`,
  )}<link rel="alternate" hreflang="x-default" href="${at(languages[0] ?? visit.language, undefined)}">`
}

function* dataOf(visit: Visit, page: Document): Generator<Record<string, unknown>> {
  for (const item of page.data ?? []) yield { '@context': 'https://schema.org', ...item }
  if (page.crumbs === undefined || page.crumbs.length === 0) return
  const trail = [{ name: visit.t.home, path: '/' }, ...page.crumbs]
  yield {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: trail.map(({ name, path }, i) => ({
      '@type': 'ListItem',
      position: i + 1,
      name,
      ...(path === undefined ? {} : { item: `${visit.origin}${href(visit, path)}` }),
    })),
  }
}

const crumbs = (visit: Visit, trail: readonly Crumb[] | undefined): Html | string =>
  trail === undefined || trail.length === 0
    ? ''
    : html`<nav class="crumbs wrap" aria-label="${visit.t.breadcrumbs}"><ol>
<li><a href="${href(visit, '/')}">${visit.t.home}</a></li>
${trail.map(({ name, path }, i) =>
  path === undefined || i === trail.length - 1
    ? html`<li aria-current="page">${name}</li>`
    : html`<li><a href="${href(visit, path)}">${name}</a></li>`,
)}
</ol></nav>`

function announcement(visit: Visit): Html | string {
  const { announcement } = visit.theme
  if (announcement === null) return ''
  const { text, link } = announcement
  return html`<div class="announcement"><p>${link === null ? text : html`<a href="${linkTo(visit, link)}">${text}</a>`}</p></div>`
}

const logo = ({ url, width, height }: Picture, name: string): Html =>
  html`<img src="${url}" alt="${name}" ${sizeOf({ width, height })} class="logo">`

const sizeOf = ({ width, height }: Pick<Picture, 'width' | 'height'>) =>
  width === null || height === null ? '' : html`width="${width}" height="${height}"`

const brandLink = (visit: Visit): Html =>
  html`<a class="brand" href="${href(visit, '/')}">${
    visit.theme.logo === null ? visit.store.name : logo(visit.theme.logo, visit.store.name)
  }</a>`

function header(visit: Visit): Html {
  const { t, menus } = visit
  const search = (
    id: string,
  ) => html`<form class="search" role="search" action="${href(visit, '/search')}" data-suggest="${href(visit, '/search/suggestions')}">
${marketField(visit)}<label class="hidden" for="${id}">${t.searchFor}</label><input id="${id}" type="search" name="q" maxlength="100" placeholder="${t.searchFor}" autocomplete="off"><button aria-label="${t.search}">${icons.search}</button></form>`
  return html`<header class="bar"><div class="wrap">
<details class="drawer"><summary aria-label="${t.menu}">${icons.menu}</summary><div class="panel">${search('q-menu')}<nav aria-label="${t.menu}"><ul>${menus.header.map(
    (link) =>
      html`<li>${entry(visit, link)}${
        link.children.length === 0
          ? ''
          : html`<ul>${link.children.map((child) => html`<li>${entry(visit, child)}</li>`)}</ul>`
      }</li>`,
  )}</ul></nav></div></details>
${brandLink(visit)}
<nav class="main" aria-label="${t.mainMenu}"><ul>${menus.header.map((link) => menuItem(visit, link))}</ul></nav>
${search('q')}
<a class="tool find" href="${href(visit, '/search')}" aria-label="${t.search}">${icons.search}</a>
<a class="tool" href="${href(visit, '/account')}" aria-label="${t.account}">${icons.account}</a>
<a class="tool" href="${href(visit, '/cart')}"><span class="hidden">${t.cart}</span>${icons.cart}<span data-cart-count>${raw(CART_MARK)}</span></a>
</div></header>`
}

/** Goes on naming the market in what a form of the GET kind asks for, as links do. */
export const marketField = ({ isNamedMarket, market }: Visit): Html | string =>
  isNamedMarket ? html`<input type="hidden" name="market" value="${market.code}">` : ''

const entry = (visit: Visit, { label, href: to }: { label: string; href: string }): Html =>
  html`<a href="${linkTo(visit, to)}">${label}</a>`

const menuItem = (visit: Visit, link: MenuLink): Html =>
  link.children.length === 0
    ? html`<li>${entry(visit, link)}</li>`
    : html`<li class="has-more">${entry(visit, link)}<ul>${link.children.map((child) => html`<li>${entry(visit, child)}</li>`)}</ul></li>`

function footer(visit: Visit): Html {
  const { t, theme, store, menus } = visit
  return html`<footer class="foot"><div class="wrap">
<div class="about"><strong>${store.name}</strong>${theme.footer_text === '' ? '' : html`<p>${theme.footer_text}</p>`}
${theme.social_links.length === 0 ? '' : html`<ul class="social">${theme.social_links.map(({ network, url }) => html`<li><a href="${url}" rel="noopener me">${network[0]?.toUpperCase()}${network.slice(1)}</a></li>`)}</ul>`}</div>
${
  menus.footer.length === 0
    ? ''
    : html`<nav aria-label="${t.footerMenu}"><ul>${menus.footer.map(
        (link) =>
          html`<li>${entry(visit, link)}${
            link.children.length === 0
              ? ''
              : html`<ul>${link.children.map((child) => html`<li>${entry(visit, child)}</li>`)}</ul>`
          }</li>`,
      )}</ul></nav>`
}
<div class="choices">${languageLinks(visit)}${marketForm(visit)}</div>
<small>© ${store.name}</small>
</div></footer>`
}

function languageLinks(visit: Visit): Html | string {
  if (visit.languages.length < 2) return ''
  const links = visit.languages.map((language) => {
    const query = queryOf(visit.search)
    const to = href({ ...visit, language }, visit.path, query)
    return html`<li><a href="${to}" lang="${language}" hreflang="${language}" ${language === visit.language ? raw('aria-current="true"') : ''}>${LANGUAGE_NAMES[language]}</a></li>`
  })
  return html`<nav aria-label="${visit.t.language}"><ul class="inline">${links}</ul></nav>`
}

function marketForm(visit: Visit): Html | string {
  const { t, markets, market, currency } = visit
  const choices = markets.flatMap((one) => one.currencies.map((code) => ({ market: one, currency: code })))
  if (choices.length < 2) return ''
  return html`<form class="market" method="post" action="${href(visit, '/preferences')}"><input type="hidden" name="return_to" value="${visit.path}${queryString(queryOf(visit.search))}">
<label for="market">${t.country}</label><select id="market" name="terms" data-submit>${choices.map(
    (choice) =>
      html`<option value="${choice.market.code}.${choice.currency}" ${choice.market.code === market.code && choice.currency === currency ? raw('selected') : ''}>${choice.market.name} (${choice.currency})</option>`,
  )}</select><button>${t.apply}</button></form>`
}

/** What a visitor sees of the own cart where CART_MARK stands. */
export const cartMark = (count: number): string =>
  count === 0 ? '' : `<span class="count">${count > 99 ? '99+' : count}</span>`
