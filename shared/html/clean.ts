// HTML of a store's own that shoppers see: what could run, load from elsewhere unseen, or disguise itself is taken out.
import sanitize from 'sanitize-html'
import { isLink } from './links.ts'

/** As many as HTML may have: the parser takes quadratic time for tags that nothing closes. */
export const MAX_TAGS = 10_000

const OPTIONS: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'div', 'span', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code'],
    ...[
      'ul',
      'ol',
      'li',
      'dl',
      'dt',
      'dd',
      'a',
      'strong',
      'b',
      'em',
      'i',
      'u',
      's',
      'sub',
      'sup',
      'small',
      'mark',
    ],
    ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'figure', 'figcaption', 'img'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'width', 'height', 'loading'],
    th: ['colspan', 'rowspan', 'scope'],
    td: ['colspan', 'rowspan'],
    ol: ['start'],
    '*': ['dir', 'lang'],
  },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https'] },
  allowProtocolRelative: false,
  transformTags: {
    // The page's own heading is the only one of the first rank.
    h1: 'h2',
    a: (tagName, { href = '', title, lang, dir }) => ({
      tagName,
      attribs: kept({
        href: isLink(href) || /^#[\w-]*$/.test(href) ? href : undefined,
        title,
        lang,
        dir,
        rel: relOf(href),
      }),
    }),
    img: (tagName, attribs) => ({ tagName, attribs: { alt: '', ...attribs, loading: 'lazy' } }),
  },
}

const relOf = (href: string): string | undefined =>
  /^https?:/i.test(href) ? 'noopener noreferrer' : undefined

const kept = (attributes: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

/**
 * The same HTML without scripts, styles, forms, frames, event handlers and links to anything but http(s), mailto and tel. What
 * `isCleanable` refuses loses its tags and keeps its text.
 */
export const cleanHtml = (html: string): string =>
  hasFewTags(html) ? sanitize(html, OPTIONS).trim() : textOf(html)

/** Whether HTML has few enough tags to be cleaned, now and, as tags that were left open are closed then, once more. */
export const isCleanable = (html: string): boolean =>
  hasFewTags(html, MAX_TAGS / 2) || (hasFewTags(html) && hasFewTags(cleanHtml(html)))

function hasFewTags(html: string, most = MAX_TAGS): boolean {
  let at = -1
  for (let tags = 0; tags <= most; tags += 1) {
    at = html.indexOf('<', at + 1)
    if (at === -1) return true
  }
  return false
}

const textOf = (html: string): string =>
  html
    .replace(/<[^<>]*>/g, ' ')
    .replaceAll('<', '&lt;')
    .trim()
