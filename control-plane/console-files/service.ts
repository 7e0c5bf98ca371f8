// The console's files, as its build left them: all in memory, so that a build under a running process changes nothing.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chooseEncoding, type Encoding, isNavigation, pagePolicy } from './rules.ts'

const BUILDS = fileURLToPath(new URL('../console/dist', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const ENCODED = /\.(br|gz)$/
const NOT_BUILT =
  'The console is not built. Run: npm run build:console, or npm start, which does it by itself.\n'

type Body = Buffer<ArrayBuffer>
type File = {
  readonly type: string
  readonly etag: string
  readonly bodies: Readonly<Partial<Record<Encoding, Body>>>
}
type Build = ReadonlyMap<string, File>

let build: Promise<Build | undefined> | undefined

/**
 * The console's answer at a path of the installation's own host, or undefined where it has none. A path that is no file is
 * one of its pages when a browser asks for a page.
 */
export function answerConsole(
  request: Request,
  path: string,
  addresses: { publicUrl: string; baseDomain: string },
): Promise<Response | undefined> | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
  const isPage = isNavigation(path, request.headers)
  if (!isPage && !path.startsWith('/assets/') && path !== '/icon.svg') return undefined
  return answer(request, isPage ? '/index.html' : path, addresses)
}

async function answer(
  request: Request,
  name: string,
  addresses: { publicUrl: string; baseDomain: string },
): Promise<Response | undefined> {
  build ??= readBuild()
  const files = await build
  // One that is built later is found then.
  if (files === undefined) build = undefined
  const file = files?.get(name)
  if (file === undefined)
    return name === '/index.html'
      ? new Response(NOT_BUILT, { status: 503, headers: { 'content-type': 'text/plain; charset=utf-8' } })
      : undefined
  const encoding = chooseEncoding(
    request.headers.get('accept-encoding'),
    Object.keys(file.bodies) as Encoding[],
  )
  const headers: Record<string, string> = {
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
  // A 304 needs its policy, too: browsers take the headers that it brings in place of those that they kept.
  if (name === '/index.html') {
    headers['content-security-policy'] = pagePolicy(addresses)
    headers['cross-origin-opener-policy'] = 'same-origin'
  }
  if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers })
  headers['content-type'] = file.type
  if (encoding !== 'identity') headers['content-encoding'] = encoding
  return new Response(file.bodies[encoding], { headers })
}

async function readBuild(): Promise<Build | undefined> {
  let current: string
  try {
    current = (await readFile(join(BUILDS, 'current'), 'utf8')).trim()
  } catch {
    return undefined
  }
  const folder = join(BUILDS, current)
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !ENCODED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(names.map(readOne))
  return new Map(
    names.map((name, index) => [name.slice(folder.length).replaceAll('\\', '/'), files[index] as File]),
  )
}

async function readOne(name: string): Promise<File> {
  const optional = (suffix: string) => readFile(`${name}${suffix}`).catch(() => undefined)
  const [identity, br, gz] = await Promise.all([readFile(name), optional('.br'), optional('.gz')])
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    etag: `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    bodies: { ...(br && { br }), ...(gz && { gzip: gz }), identity },
  }
}
