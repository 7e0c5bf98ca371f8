// Makes every administrative write leave an entry in the audit log, in the transaction of the write itself.
import { z } from 'zod'
import type { Permission } from '../auth/permissions.ts'
import type { BaseCtx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { AuditActor, Audited, Route } from '../http/route.ts'
import * as rules from './rules.ts'

/** What the mount knows of an entry; the plane adds id, time and whose log it is. */
export type AuditDraft = {
  /** The tenant that the path or the route names. */
  tenantId: string | undefined
  actor: AuditActor
  action: string
  targetId: string | undefined
  /** All that the path names, by parameter. */
  targets: Record<string, string>
  changes: rules.Changes
  truncated: boolean
}

/** The log of a plane. */
export type AuditTrail<C> = {
  /** The plane's own way into a transaction, or to join the one that is open. */
  inTx: <T>(ctx: C, work: (ctx: C) => Promise<T>) => Promise<T>
  /** Stores an entry with the commit of that transaction. */
  add: (ctx: C, draft: AuditDraft) => void
}

/** The routes as they are, but that whatever staff and admins change through them is recorded. */
export function audited<C extends BaseCtx>(routes: readonly Route<C>[], trail: AuditTrail<C>): Route<C>[] {
  const reads = new Map(routes.filter(({ method }) => method === 'get').map((route) => [route.path, route]))
  return routes.map((route) => (isAudited(route) ? recording(route, reads.get(route.path), trail) : route))
}

const UNAUDITED: readonly Permission[] = ['shop', 'public', 'internal']

/** Shoppers' writes are no administration; of what anybody may do, only what a route itself asks for. */
export function isAudited<C extends BaseCtx>({ method, permission, audit }: Route<C>): boolean {
  return method !== 'get' && (audit === undefined ? !UNAUDITED.includes(permission) : audit !== false)
}

type Input = { params: Record<string, string>; query: unknown; body: unknown; prepared: unknown }

function recording<C extends BaseCtx>(
  route: Route<C>,
  read: Route<C> | undefined,
  trail: AuditTrail<C>,
): Route<C> {
  const options: Audited = typeof route.audit === 'object' ? route.audit : {}
  const action = options.action ?? rules.actionOf({ ...route, status: route.status ?? 200 })
  const clean = cleaner(route)
  const record = (
    ctx: C,
    input: Input,
    { before, answer }: { before?: object | undefined; answer: unknown },
  ) => {
    const tenantId = options.tenant?.(answer) ?? input.params.tenant_id
    trail.add(ctx, {
      tenantId,
      actor: options.actor?.(answer) ?? actorOf(ctx),
      action,
      targetId: targetOf(route, input, answer) ?? tenantId,
      targets: input.params,
      ...clean(changesOf(route, read, { before, answer, body: input.body })),
    })
  }
  const handler = async (ctx: C, input: Input) => {
    if (options.apart === true) {
      const answer: unknown = await route.handler(ctx, input)
      await trail.inTx(ctx, async (ctx) => record(ctx, input, { answer }))
      return answer
    }
    return trail.inTx(ctx, async (ctx) => {
      const before = await readBefore(route, read, ctx, input)
      const answer: unknown = await route.handler(ctx, input)
      record(ctx, input, { before, answer })
      return answer
    })
  }
  return { ...route, handler: handler as Route<C>['handler'] }
}

const actorOf = ({ principal: { kind, id, label } }: BaseCtx): AuditActor => ({ kind, id, label })

/** What was made, or else what the path names last. */
function targetOf<C extends BaseCtx>({ status }: Route<C>, { params }: Input, answer: unknown) {
  const named = Object.values(params).at(-1)
  return status === 201 || named === undefined ? (idOf(answer) ?? named) : named
}

const idOf = (answer: unknown): string | undefined =>
  typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string'
    ? answer.id
    : undefined

/** Whether a change and the read of the same address give the same thing, so that the two can be compared. */
const isComparable = <C extends BaseCtx>(route: Route<C>, read: Route<C> | undefined): boolean =>
  read?.response === route.response

/** What stands at the address, where that tells what changes. Something that is not there is the change's own to refuse. */
async function readBefore<C extends BaseCtx>(
  route: Route<C>,
  read: Route<C> | undefined,
  ctx: C,
  input: Input,
): Promise<object | undefined> {
  if (read === undefined || route.method === 'post' || route.secret === true) return undefined
  if (read.sendsFiles !== undefined || read.responseType === 'text/csv') return undefined
  if (route.method !== 'delete' && !isComparable(route, read)) return undefined
  const query = read.query === undefined ? { data: {} } : read.query.safeParse({})
  if (query.data === undefined) return undefined
  try {
    return (await read.handler(ctx, { ...input, query: query.data, body: {}, prepared: undefined })) as object
  } catch (error) {
    if (error instanceof DomainError) return undefined
    throw error
  }
}

function changesOf<C extends BaseCtx>(
  route: Route<C>,
  read: Route<C> | undefined,
  { before, answer, body }: { before: object | undefined; answer: unknown; body: unknown },
): rules.Changes {
  if (route.secret === true) return {}
  if (before !== undefined && isComparable(route, read)) return rules.difference(before, answer as object)
  return before === undefined ? rules.given(body) : rules.removal(before)
}

/** What of a route's changes may be kept. */
function cleaner<C extends BaseCtx>(route: Route<C>) {
  let named: ReadonlySet<string> | undefined
  const isSecret = (name: string): boolean => {
    named ??= secretFields(route)
    return named.has(name) || rules.isSecretName(name, route.permission)
  }
  return (changes: rules.Changes) =>
    rules.bounded(
      rules.isPersonal(route.permission)
        ? rules.withoutValues(changes)
        : rules.withoutSecrets(changes, isSecret),
    )
}

type Json = { [name: string]: unknown }

/** The fields of a body whose schema says that nobody reads them again: `writeOnly` or `format: 'password'`. */
function secretFields<C extends BaseCtx>({ body }: Route<C>): ReadonlySet<string> {
  const found = new Set<string>()
  const walk = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return
    for (const [name, property] of Object.entries(((schema as Json).properties ?? {}) as Json)) {
      const { writeOnly, format } = property as Json
      if (writeOnly === true || format === 'password') found.add(name)
    }
    for (const part of Object.values(schema)) walk(part)
  }
  if (body !== undefined) walk(z.toJSONSchema(body as z.ZodType, { io: 'input', unrepresentable: 'any' }))
  return found
}
