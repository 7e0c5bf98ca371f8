// The shop's own stylesheet and script, each under an address that changes with it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

type Asset = { path: string; url: string; type: string; text: string }

function asset(name: string, type: string, parts: readonly string[] = [name]): Asset {
  const text = parts.map((part) => readFileSync(new URL(`assets/${part}`, import.meta.url), 'utf8')).join('')
  const version = createHash('sha256').update(text).digest('base64url').slice(0, 10)
  const path = `/assets/${name}`
  return { path, url: `${path}?v=${version}`, type, text }
}

let loaded: { style: Asset; script: Asset; pay: Asset } | undefined

/** Read once, when a page is first asked for. */
export function assets(): { style: Asset; script: Asset; pay: Asset } {
  loaded ??= {
    style: asset('shop.css', 'text/css; charset=utf-8', ['shop.css', 'buying.css']),
    script: asset('shop.js', 'text/javascript; charset=utf-8'),
    pay: asset('pay.js', 'text/javascript; charset=utf-8'),
  }
  return loaded
}

const IMMUTABLE = 'public, max-age=31536000, immutable'

/** The asset at `path`, if there is one. An address of another version gives this one, which is then not kept. */
export function answerAsset(request: Request, path: string): Response | undefined {
  const found = Object.values(assets()).find((asset) => asset.path === path)
  if (found === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
  const isThis = request.url.endsWith(found.url)
  return new Response(request.method === 'HEAD' ? null : found.text, {
    headers: { 'content-type': found.type, 'cache-control': isThis ? IMMUTABLE : 'no-cache' },
  })
}
