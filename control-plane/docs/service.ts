// The OpenAPI documents and their interactive reference. The documents are files that the routes generate.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const DOCUMENTS: ReadonlyMap<string, URL> = new Map([
  ['/platform/v1/openapi.json', new URL('platform.json', import.meta.url)],
  ['/admin/v1/openapi.json', new URL('admin.json', import.meta.url)],
  ['/store/v1/openapi.json', new URL('store.json', import.meta.url)],
])

const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const ASSETS: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css'],
  ['swagger-ui-bundle.js', 'text/javascript'],
  ['swagger-ui-standalone-preset.js', 'text/javascript'],
])

const SETUP = `SwaggerUIBundle({
  urls: [
    { name: 'Store API (shoppers)', url: '/store/v1/openapi.json' },
    { name: 'Admin API (staff)', url: '/admin/v1/openapi.json' },
    { name: 'Platform API', url: '/platform/v1/openapi.json' },
  ],
  dom_id: '#reference',
  deepLinking: true,
  persistAuthorization: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
})`

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Storeplane API reference</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <style>body { margin: 0 } .swagger-ui .topbar .link { visibility: hidden; width: 0 }</style>
  </head>
  <body>
    <main id="reference"></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/swagger-ui-standalone-preset.js"></script>
    <script src="/docs/setup.js"></script>
  </body>
</html>`

const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"

/** The documentation at `path`, or undefined when there is none there. */
export function answerDocs(request: Request, path: string): Promise<Response> | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
  const document = DOCUMENTS.get(path)
  if (document !== undefined)
    return sendFile(document, 'application/json', { 'access-control-allow-origin': '*' })
  if (path === '/docs' || path === '/docs/')
    return Promise.resolve(
      send(PAGE, 'text/html; charset=utf-8', {
        'content-security-policy': POLICY,
        'cross-origin-opener-policy': 'same-origin',
      }),
    )
  if (path === '/docs/setup.js') return Promise.resolve(send(SETUP, 'text/javascript', {}))
  const name = path.startsWith('/docs/') ? path.slice('/docs/'.length) : ''
  const type = ASSETS.get(name)
  return type === undefined
    ? undefined
    : sendFile(join(swaggerUi, name), type, { 'cache-control': 'public, max-age=3600' })
}

const sendFile = async (file: string | URL, type: string, headers: Record<string, string>) =>
  send(await readFile(file), type, headers)

const send = (body: string | Buffer<ArrayBuffer>, type: string, headers: Record<string, string>) =>
  new Response(body, { headers: { 'content-type': type, ...headers } })
