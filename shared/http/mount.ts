// Turns route declarations into what answers requests: authorise, validate, make writes idempotent, answer.
import { rm } from 'node:fs/promises'
import { type Context, Hono } from 'hono'
import { type AuditTrail, audited } from '../audit/audited.ts'
import { type Permission, type Principal, STAFF_PERMISSIONS } from '../auth/permissions.ts'
import type { BaseCtx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { Soon } from '../soon.ts'
import { Beforehand } from './beforehand.ts'
import { type AnswerCache, answerTo, keyOf, readAnswer, typeOf } from './cached-answer.ts'
import { answerFile, receiveFile } from './file.ts'
import { type Idempotency, idempotencyKey } from './idempotency.ts'
import { assertStorable, DEFAULT_MAX_BODY_BYTES, parseJson, readText, validate } from './input.ts'
import { toProblem } from './problem.ts'
import { type Method, type Route, takesKey } from './route.ts'

type CachedRoute<C extends BaseCtx> = Route<C> & { cache: NonNullable<Route<C>['cache']> }
type Env<C extends BaseCtx> = { Bindings: { ctx: C } }

export type MountOptions<C extends BaseCtx> = {
  /** Where writes by staff and admins are recorded. */
  audit?: AuditTrail<C>
  idempotency: Idempotency<C>
  /** Keeps the answers of routes that allow it. */
  cache?: AnswerCache<C>
  /** Called with the route's own path pattern, for metrics. */
  observe: (route: Route<C>, status: number, seconds: number) => void
  /** Tests also hold each answer against the schema that the documentation shows. */
  checkResponses?: boolean
}

/** Answers a request; what goes wrong is a problem in the answer. */
export type Handler<C extends BaseCtx> = (request: Request, ctx: C) => Soon<Response>

export function mount<C extends BaseCtx>(routes: readonly Route<C>[], options: MountOptions<C>): Handler<C> {
  const app = new Hono<Env<C>>()
  // Not in `app` itself: for an address with two handlers Hono takes a longer way.
  const refusals = new Hono<Env<C>>()
  const byPath = new Map<string, Set<Method>>()
  for (const route of options.audit === undefined ? routes : audited(routes, options.audit)) {
    assertCacheable(route)
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    byPath.set(path, (byPath.get(path) ?? new Set()).add(route.method))
    app.on(route.method.toUpperCase(), path, (c) => run(route, c, options))
  }
  for (const [path, methods] of byPath) {
    refusals.all(path, (c) => {
      const allow = [...methods].join(', ').toUpperCase()
      const error = new DomainError('method_not_allowed', `This address takes ${allow}.`)
      const response = toProblem(error, c.env.ctx.requestId, c.env.ctx.log)
      response.headers.set('allow', allow)
      return response
    })
  }
  refusals.notFound((c) =>
    toProblem(
      new DomainError('not_found', 'Nothing answers at this address.'),
      c.env.ctx.requestId,
      c.env.ctx.log,
    ),
  )
  app.notFound((c) => refusals.fetch(c.req.raw, c.env))
  app.onError((error, c) => toProblem(error, c.env.ctx.requestId, c.env.ctx.log))
  return (request, ctx) => app.fetch(request, { ctx })
}

/**
 * The answer to a GET that is in memory and may be given to `principal`: as it was stored, before anything of the request
 * is read or even routed. Whoever may not have it hears so from the route.
 */
export function answerFromMemory<C extends BaseCtx>(
  request: Request,
  { tenantId, principal }: { tenantId: string; principal: Principal },
  { cache, observe }: Pick<MountOptions<C>, 'cache' | 'observe'>,
): Response | undefined {
  if (request.method !== 'GET') return undefined
  const started = performance.now()
  const found = cache?.get(tenantId, keyOf(request.url))
  if (found === undefined || !mayAsk(principal, found.route.permission)) return undefined
  const response = answerTo(request, found)
  observe(found.route, response.status, (performance.now() - started) / 1000)
  return response
}

async function run<C extends BaseCtx>(
  route: Route<C>,
  c: Context<Env<C>>,
  options: MountOptions<C>,
): Promise<Response> {
  const started = performance.now()
  let response: Response
  try {
    response = await answer(route, c, options)
  } catch (error) {
    response = toProblem(error, c.env.ctx.requestId, c.env.ctx.log)
  }
  options.observe(route, response.status, (performance.now() - started) / 1000)
  return response
}

async function answer<C extends BaseCtx>(
  route: Route<C>,
  c: Context<Env<C>>,
  options: MountOptions<C>,
): Promise<Response> {
  const { ctx } = c.env
  authorise(ctx, route.permission)
  if (isCached(route) && options.cache !== undefined) return answerCached(route, c, options, options.cache)
  const read = await readInput(route, c)
  try {
    return await answerFrom(route, c, options, read)
  } finally {
    await read.discard?.()
  }
}

async function answerFrom<C extends BaseCtx>(
  route: Route<C>,
  c: Context<Env<C>>,
  options: MountOptions<C>,
  read: Read<C>,
): Promise<Response> {
  const { ctx } = c.env
  const input = { ...read.input, prepared: await route.prepare?.(ctx, read.input) }
  try {
    return await perform(route, c, options, { ...read, input })
  } catch (error) {
    if (!(error instanceof Beforehand)) throw error
    await error.first(ctx)
    return perform(route, c, options, { ...read, input })
  }
}

async function perform<C extends BaseCtx>(
  route: Route<C>,
  c: Context<Env<C>>,
  options: MountOptions<C>,
  { input, bodyText }: { input: Parameters<Route<C>['handler']>[1]; bodyText: string },
): Promise<Response> {
  const { ctx } = c.env
  if (route.sendsFiles !== undefined) return answerFile(c.req.raw, await route.handler(ctx, input), ctx)
  const key = takesKey(route) ? idempotencyKey(c.req.raw) : undefined
  const status = route.status ?? 200
  const answerNow = async (ctx: C) => ({ status, body: await bodyFrom(route, ctx, input, options) })
  if (key === undefined) return reply(route, ctx, input, await answerNow(ctx))
  const { pathname, search } = new URL(c.req.url)
  const fingerprint = [route.method, pathname + search, bodyText]
  const stored = await options.idempotency(ctx, { key, fingerprint }, answerNow)
  const response = reply(route, ctx, input, stored)
  if (stored.replayed) response.headers.set('idempotency-replayed', 'true')
  return response
}

const isCached = <C extends BaseCtx>(route: Route<C>): route is CachedRoute<C> => route.cache !== undefined

async function answerCached<C extends BaseCtx>(
  route: CachedRoute<C>,
  c: Context<Env<C>>,
  options: MountOptions<C>,
  cache: AnswerCache<C>,
): Promise<Response> {
  const { ctx } = c.env
  const { input } = await readInput(route, c)
  const slot = {
    class: route.cache.class,
    key: keyOf(c.req.url),
    tags: route.cache.tags(input),
    read: (body: string) => readAnswer(body, route),
  }
  const loaded = await cache.load(ctx, slot, () =>
    bodyFrom(route, ctx, { ...input, prepared: undefined }, options),
  )
  return answerTo(c.req.raw, loaded)
}

async function bodyFrom<C extends BaseCtx>(
  route: Route<C>,
  ctx: C,
  input: Parameters<Route<C>['handler']>[1],
  options: MountOptions<C>,
): Promise<string> {
  const result = await route.handler(ctx, input)
  if (options.checkResponses === true) assertMatches(route, result)
  return route.responseType === 'text/csv' ? (result as string) : JSON.stringify(result)
}

/** What is kept is given to all who may ask, so it must be a read whose answer does not depend on who asks. */
function assertCacheable<C extends BaseCtx>({
  method,
  path,
  permission,
  status = 200,
  cache,
  customer,
}: Route<C>): void {
  if (cache === undefined) return
  const isPublic = (permission === 'shop' || permission === 'public') && customer === undefined
  if (method !== 'get' || status !== 200 || !isPublic) throw new Error(`${method} ${path} cannot be cached.`)
}

const mayAsk = (principal: Principal, permission: Permission): boolean =>
  permission === 'public' || principal.permissions.has(permission)

function authorise(ctx: BaseCtx, permission: Permission): void {
  if (mayAsk(ctx.principal, permission)) return
  if (ctx.principal.kind === 'anonymous')
    throw new DomainError('authentication_required', 'Send a key or session as "Authorization: Bearer …".', {
      refusal: { rule: 'permission', needed: permission },
    })
  const grantable = (STAFF_PERMISSIONS as readonly string[]).includes(permission)
  throw new DomainError(
    'forbidden',
    grantable ? `This needs the permission ${permission}.` : 'Your credentials do not reach this API.',
    { refusal: { rule: 'permission', needed: permission, had: [...ctx.principal.permissions].join(', ') } },
  )
}

type Read<C extends BaseCtx> = {
  input: Omit<Parameters<Route<C>['handler']>[1], 'prepared'>
  bodyText: string
  /** Frees what was read, once the request is answered. */
  discard?: () => Promise<void>
}

async function readInput<C extends BaseCtx>(route: Route<C>, c: Context<Env<C>>): Promise<Read<C>> {
  const rawParams = c.req.param() as Record<string, string>
  const rawQuery = Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  )
  for (const [name, value] of [...Object.entries(rawParams), ...Object.entries(rawQuery)])
    assertStorable(String(value), name)
  const params = route.params === undefined ? {} : validate(route.params, rawParams)
  const query = route.query === undefined ? {} : validate(route.query, rawQuery)
  if (route.body === undefined) return { input: { params, query, body: {} }, bodyText: '' }
  if (route.takesFiles !== undefined) {
    const body = await receiveFile(c.req.raw, route.takesFiles)
    const discard = () => rm(body.path, { force: true })
    return { input: { params, query, body }, bodyText: body.sha256, discard }
  }
  if (route.bodyType === 'raw') {
    const text = await readText(c.req.raw, undefined, route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES)
    const body = { text, headers: Object.fromEntries(c.req.raw.headers) }
    return { input: { params, query, body }, bodyText: text }
  }
  const type = route.bodyType ?? 'application/json'
  const bodyText = await readText(c.req.raw, type, route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES)
  if (type === 'text/csv') assertStorable(bodyText, '')
  const body = validate(route.body, type === 'text/csv' ? bodyText : parseJson(bodyText))
  return { input: { params, query, body }, bodyText }
}

function reply<C extends BaseCtx>(
  route: Route<C>,
  ctx: C,
  input: Read<C>['input'],
  result: { status: number; body: string },
): Response {
  const sent = route.send?.(ctx, input, JSON.parse(result.body))
  const body = sent === undefined ? result.body : JSON.stringify(sent.body)
  const headers = { 'content-type': typeOf(route), 'content-length': String(Buffer.byteLength(body)) }
  const response = new Response(body, { status: result.status, headers })
  for (const [name, value] of sent?.headers ?? []) response.headers.append(name, value)
  return response
}

function assertMatches<C extends BaseCtx>(route: Route<C>, result: unknown): void {
  const check = route.response.safeParse(result)
  if (!check.success)
    throw new Error(`${route.method} ${route.path} answered outside its schema: ${check.error.message}`)
}
