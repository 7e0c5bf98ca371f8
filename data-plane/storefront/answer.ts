// Answers whoever visits a shop: finds the page, keeps what may be kept, and makes pages of errors.
import { createHash } from 'node:crypto'
import { TrieRouter } from 'hono/router/trie-router'
import type { z } from 'zod'
import type { Slot } from '../../shared/cache/cache.ts'
import { cachedText } from '../../shared/cache/cached.ts'
import type { Ctx } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { isAmong } from '../../shared/http/cached-answer.ts'
import type { Visit as Envelope } from '../../shared/http/dispatch.ts'
import { assertStorable, readText, typeGiven, validate } from '../../shared/http/input.ts'
import { takesHtml } from '../../shared/http/paths.ts'
import { toProblem } from '../../shared/http/problem.ts'
import { STORE_TAG } from '../store/events.ts'
import { queryString } from './ask.ts'
import { cookieHeader } from './cookies.ts'
import { answerAsset } from './files.ts'
import type { Page, Shown } from './page.ts'
import { pages } from './pages.ts'
import { errorPage } from './views/error.ts'
import { CART_MARK, cartMark, layout, policyOf, themeStyle } from './views/layout.ts'
import { anonymous, COOKIES, href, queryOf, readVisit, type Visit } from './visit.ts'

type Observe = (page: { method: string; path: string }, status: number, seconds: number) => void
type Input = { params: unknown; query: Record<string, unknown>; form: unknown }
type Found = { page: Page; params: Record<string, string> }

const MAX_FORM_BYTES = 64 * 1024
const MINUTE_MS = 60_000

/** Gives what answers requests for the pages of any shop. */
export function openShop({ observe }: { observe: Observe }) {
  const router = new TrieRouter<Page>()
  for (const page of pages)
    router.add(page.method.toUpperCase(), page.path.replaceAll(/\{(\w+)\}/g, ':$1'), page)

  const find = (method: string, path: string): Found | undefined => {
    const [first] = router.match(method === 'HEAD' ? 'GET' : method, path)[0]
    if (first === undefined) return undefined
    const [page, params] = first as [Page, Record<string, string>]
    return {
      page,
      params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decoded(value)])),
    }
  }

  return async (request: Request, ctx: Ctx, envelope: Envelope): Promise<Response> => {
    const started = performance.now()
    const path = new URL(request.url).pathname
    const asset = answerAsset(request, path)
    if (asset !== undefined) return asset
    let found: Found | undefined
    let visit: Visit | undefined
    let response: Response
    try {
      visit = await readVisit(ctx, request, envelope)
      found = find(request.method, visit.path)
      const token = visit.search.get('preview')
      response = await (token !== null && request.method === 'GET'
        ? previewed(visit, token)
        : found === undefined
          ? answerNothing(request, visit, (method, path) => find(method, path) !== undefined)
          : answer(request, visit, found))
    } catch (error) {
      response = await answerError(error, request, { ctx, visit })
    }
    const name = found?.page.path ?? '(no page)'
    observe(
      { method: request.method.toLowerCase(), path: name },
      response.status,
      (performance.now() - started) / 1_000,
    )
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new DomainError('not_found', 'There is no such page.')
  }
}

const PREVIEW_SECONDS = 3_600

/** Shows the theme's draft from now on to whoever has a token for it; an empty one ends that. */
function previewed(visit: Visit, token: string): Response {
  const { preview: _, ...query } = queryOf(visit.search)
  const cookie = { name: COOKIES.preview, value: token, maxAgeSeconds: token === '' ? 0 : PREVIEW_SECONDS }
  return new Response(null, {
    status: 303,
    headers: {
      location: href(visit, visit.path, query),
      'cache-control': 'private, no-store',
      'set-cookie': cookieHeader(cookie, visit.origin.startsWith('https:')),
    },
  })
}

/** A slash at the end leads to the page without it; where another method leads somewhere, the answer says which. */
function answerNothing(
  request: Request,
  visit: Visit,
  isPage: (method: string, path: string) => boolean,
): Response {
  const { path } = visit
  const bare = path.replace(/\/+$/, '')
  if (bare !== path && isPage(request.method, bare)) {
    const location = href(visit, bare, queryOf(visit.search))
    return new Response(null, { status: 308, headers: { location, 'cache-control': 'no-cache' } })
  }
  const allowed = ['GET', 'POST'].filter((method) => isPage(method, path))
  if (allowed.length > 0)
    throw new DomainError('method_not_allowed', `This address takes ${allowed.join(', ')}.`)
  throw new DomainError('not_found', 'There is no such page.')
}

async function answer(request: Request, visit: Visit, { page, params }: Found): Promise<Response> {
  const input = await readInput(request, visit, { page, params })
  // What nobody asked for is not passed on by links either.
  const asked = { ...visit, search: new URLSearchParams(queryString(input.query as Record<string, string>)) }
  if (page.cache === undefined || asked.isPreview) {
    const shown = await page.handler(asked, input)
    return send(request, asked, await keptOf(asked, page, shown))
  }
  const everyones = anonymous(asked)
  const { class: name, tags, isTimed } = page.cache
  const slot: Slot<Kept> = {
    class: name,
    key: keyOf(asked, isTimed === true),
    tags: [...FRAME_TAGS, ...tags(input as Parameters<typeof tags>[0])],
    read: readKept,
  }
  const load = async () => {
    const shown = await page.handler(everyones, input)
    return JSON.stringify(await toKept(everyones, page, shown))
  }
  return send(request, asked, await cachedText(everyones.ctx, slot, load))
}

/** What is around every page depends on these. Theme and menus stand in the key. */
const FRAME_TAGS = [STORE_TAG]

function keyOf(visit: Visit, isTimed: boolean): string {
  const { origin, language, market, currency, path, search, isNamedMarket, frame, ctx } = visit
  const minute = isTimed ? Math.floor(ctx.now.getTime() / MINUTE_MS) : ''
  return `page ${origin} ${language} ${market.code}${isNamedMarket ? '!' : ''} ${currency} ${frame} ${minute} ${path}?${search}`
}

async function readInput(request: Request, visit: Visit, { page, params }: Found): Promise<Input> {
  for (const value of Object.values(params)) assertStorable(value, 'path')
  const query = Object.fromEntries(
    [...new Set(visit.search.keys())].map((name) => {
      const values = visit.search.getAll(name).map((value) => value.replaceAll('\0', '').toWellFormed())
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
  const parsed = page.params?.safeParse(params)
  if (parsed?.success === false) throw new DomainError('not_found', 'There is no such page.')
  return {
    params: parsed?.data ?? {},
    query: (page.query === undefined ? {} : validate(page.query as z.ZodType, query)) as Input['query'],
    form: page.method === 'post' ? await readForm(request, visit, page) : {},
  }
}

/** The fields of a form that one of the shop's own pages sent. Throws `csrf_refused` for those of other sites. */
async function readForm(request: Request, visit: Visit, page: Page): Promise<unknown> {
  if (!isOwnForm(request, visit)) throw new DomainError('csrf_refused', 'The form comes from another site.')
  if (typeGiven(request) !== 'application/x-www-form-urlencoded')
    throw new DomainError('unsupported_media_type', 'Send the form as application/x-www-form-urlencoded.')
  const text = await readText(request, undefined, MAX_FORM_BYTES)
  const fields = new URLSearchParams(text)
  const form = Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name)
      for (const value of [name, ...values]) assertStorable(value, name)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
  return page.form === undefined ? {} : validate(page.form as z.ZodType, form)
}

/** Browsers tell where a form comes from, and the cookies that count do not travel with those of other sites. */
function isOwnForm({ headers }: Request, { origin }: Visit): boolean {
  const from = headers.get('origin')
  if (from !== null && from !== 'null')
    return URL.canParse(from) && new URL(from).host === new URL(origin).host
  return headers.get('sec-fetch-site') === 'same-origin'
}

/** A page as it is kept: in parts between which stands what is the visitor's own. */
type Kept = {
  status: number
  headers: Readonly<Record<string, string>>
  parts: readonly string[]
  etag: string
}

const readKept = (text: string): Kept => JSON.parse(text)

const keptOf = async (visit: Visit, page: Page, shown: Shown): Promise<Kept> => toKept(visit, page, shown)

async function toKept(visit: Visit, page: Page, shown: Shown): Promise<Kept> {
  switch (shown.kind) {
    case 'redirect':
      return kept(shown.status ?? 303, { location: shown.to }, '')
    case 'json':
      return kept(shown.status ?? 200, { 'content-type': 'application/json' }, JSON.stringify(shown.value))
    case 'text':
      return kept(200, { 'content-type': shown.type }, shown.text)
    default: {
      const text = await layout(visit, shown)
      return kept(shown.status ?? 200, documentHeaders(visit, page), text)
    }
  }
}

const documentHeaders = (visit: Visit, page: Page | undefined): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-language': visit.locale,
  'content-security-policy': policyOf(themeStyle(visit.theme), page?.sources),
  // With `no-referrer` browsers would not tell where a form comes from.
  'referrer-policy': 'strict-origin-when-cross-origin',
})

const kept = (status: number, headers: Record<string, string>, text: string): Kept => ({
  status,
  headers,
  parts: text.split(CART_MARK),
  etag: createHash('sha256').update(text).digest('base64url').slice(0, 22),
})

/** The answer for one visitor: 304 when they have this very page. */
function send(request: Request, visit: Visit, { status, headers, parts, etag }: Kept): Response {
  const count = visit.own?.cart?.count ?? 0
  const own = parts.length > 1 ? cartMark(count) : ''
  const tag = `"${etag}${parts.length > 1 ? `-${count}` : ''}"`
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const all = new Headers({ ...headers, 'cache-control': 'private, no-cache', vary: 'cookie' })
  for (const cookie of visit.setCookies)
    all.append('set-cookie', cookieHeader(cookie, visit.origin.startsWith('https:')))
  if (isRead && status === 200) {
    all.set('etag', tag)
    if (isAmong(tag, request.headers.get('if-none-match')))
      return new Response(null, { status: 304, headers: all })
  }
  return new Response(parts.join(own), { status, headers: all })
}

/** An error as a page in the shop's look for those who take pages, else as a problem. */
async function answerError(
  error: unknown,
  request: Request,
  { ctx, visit }: { ctx: Ctx; visit: Visit | undefined },
): Promise<Response> {
  const problem = toProblem(error, ctx.requestId, ctx.log)
  if (visit === undefined || !takesHtml(request)) return problem
  try {
    const text = await layout(visit, errorPage(visit, problem.status))
    const headers = new Headers(problem.headers)
    for (const [name, value] of Object.entries(documentHeaders(visit, undefined))) headers.set(name, value)
    headers.set('cache-control', 'private, no-store')
    headers.delete('content-length')
    const own = cartMark(visit.own?.cart?.count ?? 0)
    return new Response(text.replaceAll(CART_MARK, own), { status: problem.status, headers })
  } catch (another) {
    ctx.log.error({ err: another }, 'an error was not shown in the look of the shop')
    return problem
  }
}
