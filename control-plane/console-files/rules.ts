// Which requests are for the console, and what its page may do.

export type Encoding = 'br' | 'gzip' | 'identity'
const PREFERRED: readonly Encoding[] = ['br', 'gzip']

/** The best of the encodings there are that the browser takes. */
export function chooseEncoding(accepted: string | null, available: readonly Encoding[]): Encoding {
  const named = (accepted ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]?.trim())
  return PREFERRED.find((encoding) => available.includes(encoding) && named.includes(encoding)) ?? 'identity'
}

/** APIs, documents and probes are no pages, whoever asks. */
const NO_PAGE = /^\/(platform|admin|store|internal)\/v\d+(\/|$)|^\/(docs|assets)(\/|$)|\.[a-z0-9]+$/i

/** Whether a browser asks for a page of the console, by its address bar or a link. */
export const isNavigation = (path: string, headers: Headers): boolean =>
  !NO_PAGE.test(path) && (headers.get('accept') ?? '').includes('text/html')

/**
 * What the console's page may load: its own scripts and nothing else that runs. Styles may stand in the page, because its
 * components write theirs there. Pictures and previews come from the stores' own addresses.
 */
export function pagePolicy({ publicUrl, baseDomain }: { publicUrl: string; baseDomain: string }): string {
  const { protocol, port } = new URL(publicUrl)
  const stores = `${protocol}//*.${baseDomain}${port === '' ? '' : `:${port}`}`
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob: https: ${stores}`,
    `media-src 'self' blob: https: ${stores}`,
    "font-src 'self'",
    `connect-src 'self' ${stores}`,
    `frame-src 'self' blob: ${stores}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
