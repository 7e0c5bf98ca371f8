// A page of one file whose own script is the only one that may run in it.
import { createHash } from 'node:crypto'
import type { SentFile } from './route.ts'

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64')

/** @param html the whole page, in which `script` stands as it is */
export function scriptedPage(html: string, script: string): SentFile {
  const bytes = Buffer.from(html)
  return {
    type: 'text/html; charset=utf-8',
    size: bytes.byteLength,
    etag: `"${hashOf(html).slice(0, 22)}"`,
    headers: {
      'content-security-policy': `default-src 'none'; script-src 'sha256-${hashOf(script)}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    },
    open: async ({ start, end }) => new Blob([bytes.subarray(start, end + 1)]).stream(),
  }
}
