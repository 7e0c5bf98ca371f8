// Where a link of a store's own may lead: never to something that a browser would run.

const SCHEMES: readonly string[] = ['http:', 'https:', 'mailto:', 'tel:']

/**
 * Whether a text is a path inside the shop, or an address of a harmless scheme. Browsers drop tabs and line breaks inside of
 * addresses and read a backslash as a slash, so none of these may stand in one.
 */
export function isLink(link: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(link)) return false
  if (link.startsWith('/')) return !link.startsWith('//')
  return URL.canParse(link) && SCHEMES.includes(new URL(link).protocol)
}
