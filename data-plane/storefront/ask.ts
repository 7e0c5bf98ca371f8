// Asks the store API, in this process: pages show what it answers, and do what it does.

import type { Ctx } from '../../shared/context.ts'
import { DomainError, ERROR_CODES, type ErrorCode } from '../../shared/errors.ts'
import { CUSTOMER_TOKEN_HEADER } from '../../shared/http/dispatch.ts'

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>
type Options = {
  method?: 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  query?: Query
  body?: unknown
  idempotencyKey?: string
}

/** What stands behind the path of an address: `?` and these parameters, or nothing. */
export function queryString(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const item of [value].flat()) if (item !== undefined) params.append(name, String(item))
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/**
 * The API's answer as visitors get it. What it refuses is thrown as the DomainError that it tells.
 * @param path of the store API, with its parameters encoded
 */
export async function ask<T>(ctx: Ctx, path: string, options: Options = {}): Promise<T> {
  const { method = 'GET', query = {}, body, idempotencyKey } = options
  const response = await ctx.shard.answer(ctx, `/store/v1${path}${queryString(query)}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...(ctx.customerToken === undefined ? {} : { [CUSTOMER_TOKEN_HEADER]: ctx.customerToken }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (response.ok) return answer as T
  throw problemOf(answer as Told, response)
}

/** The same, or undefined where there is nothing by that name. */
export async function find<T>(ctx: Ctx, path: string, options: Options = {}): Promise<T | undefined> {
  try {
    return await ask<T>(ctx, path, options)
  } catch (error) {
    if (error instanceof DomainError && ERROR_CODES[error.code][0] === 404) return undefined
    throw error
  }
}

type Told = {
  code: ErrorCode
  detail: string
  errors: { path: string; message: string }[]
  payment?: Record<string, unknown>
}

function problemOf({ code, detail, errors, payment }: Told, response: Response): DomainError {
  const retryAfter = response.headers.get('retry-after')
  return new DomainError(code, detail, {
    issues: errors,
    ...(payment === undefined ? {} : { payment }),
    ...(retryAfter === null ? {} : { retryAfter: Number(retryAfter) }),
  })
}
