// Writes the OpenAPI 3.1 document of an API from its routes: the schemas shown are those that validate.
import { z } from 'zod'
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi'
import type { BaseCtx } from '../context.ts'
import { ERROR_CODES, type ErrorCode } from '../errors.ts'
import { Problem, type Route, takesKey } from './route.ts'

export type Api = { title: string; description: string; prefix: string }

/** @param modules the manifests whose routes are searched for those under `api.prefix`; each becomes a tag */
export function openApiDocument<C extends BaseCtx>(
  api: Api,
  modules: readonly {
    readonly name: string
    readonly summary: string
    readonly routes: readonly Route<C>[]
  }[],
): Record<string, unknown> {
  const paths: ZodOpenApiPathsObject = {}
  const tags = new Map<string, string>()
  for (const { name, summary, routes } of modules) {
    for (const route of routes.filter((route) => route.path.startsWith(api.prefix))) {
      tags.set(name, summary)
      paths[route.path] = { ...paths[route.path], [route.method]: operation(route, name) }
    }
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: api.title,
      version: '1.0.0',
      description: api.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...tags].map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key (`sp_pk_…`, `sp_sk_…`) or the `session_token` of a signed-in person.',
        },
      },
    },
  }) as unknown as Record<string, unknown>
}

const IdempotencyKey = z.string().min(1).max(255).meta({
  description:
    'The same key with the same request gives the same answer for 24 hours, and the work is done once. Send a fresh random value, such as a UUID: callers of one API key, and shoppers without one, share their keys; each session of a signed-in shopper has its own.',
  example: 'b2c7c6f0-5d0e-4c1c-9a55-6d7b3a1f0c11',
})

const IfNoneMatch = z
  .string()
  .meta({ description: 'The `ETag` of an answer that you hold: if it is still the answer, a 304 says so' })

const CustomerToken = z.string().min(1).meta({
  description:
    'The `token` of a signed-in shopper. One that has ended is answered with 401 `invalid_credentials`.',
})

const Range = z
  .string()
  .meta({ description: 'One range of bytes: the answer is then a 206 with these', example: 'bytes=0-1023' })

const filesOf = (types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }]))

function operation<C extends BaseCtx>(route: Route<C>, tag: string): ZodOpenApiOperationObject {
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: route.description ?? `${route.summary}.`,
    tags: [tag],
    security:
      route.permission === 'public'
        ? []
        : route.permission === 'shop'
          ? [{ bearer: [] }, {}]
          : [{ bearer: [] }],
    ...(route.permission === 'public' ? {} : { 'x-permission': route.permission }),
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params }),
      ...(route.query === undefined ? {} : { query: route.query }),
      ...headers(route),
    },
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: route.takesFiles === undefined ? bodyOf(route) : filesOf(Object.keys(route.takesFiles)),
          },
        }),
    responses: responses(route),
  }
}

const bodyOf = <C extends BaseCtx>({ bodyType = 'application/json', body }: Route<C>) =>
  bodyType === 'raw' ? { '*/*': { schema: { type: 'string' as const } } } : { [bodyType]: { schema: body } }

function headers<C extends BaseCtx>(route: Route<C>) {
  const known = {
    ...(takesKey(route) ? { 'Idempotency-Key': IdempotencyKey.optional() } : {}),
    ...(route.cache === undefined ? {} : { 'If-None-Match': IfNoneMatch.optional() }),
    ...(route.sendsFiles === undefined
      ? {}
      : { 'If-None-Match': IfNoneMatch.optional(), Range: Range.optional() }),
    ...(route.customer === undefined
      ? {}
      : { 'X-Customer-Token': route.customer === 'required' ? CustomerToken : CustomerToken.optional() }),
  }
  return Object.keys(known).length === 0 ? {} : { header: z.object(known) }
}

function responses<C extends BaseCtx>(route: Route<C>): ZodOpenApiResponsesObject {
  const codes: ErrorCode[] = [
    ...(route.permission === 'public'
      ? []
      : (['authentication_required', 'invalid_credentials', 'forbidden'] as const)),
    ...(route.params === undefined ? [] : (['not_found'] as const)),
    ...(route.params === undefined && route.query === undefined && route.body === undefined
      ? []
      : (['invalid_input'] as const)),
    ...(route.body === undefined
      ? []
      : (['malformed_request', 'payload_too_large', 'unsupported_media_type'] as const)),
    ...(takesKey(route) ? (['idempotency_key_reused'] as const) : []),
    ...(route.sendsFiles === undefined ? [] : (['range_not_satisfiable'] as const)),
    ...(route.errors ?? []),
    'too_many_requests',
    'unavailable',
  ]
  const hasTag = route.cache !== undefined || route.sendsFiles !== undefined
  const byStatus = Map.groupBy(new Set(codes), (code) => ERROR_CODES[code][0])
  const result: Record<string, ZodOpenApiResponsesObject[`${1 | 2 | 3 | 4 | 5}${string}`]> = {
    [String(route.status ?? 200)]: {
      description: 'Done',
      content:
        route.sendsFiles === undefined
          ? { [route.responseType ?? 'application/json']: { schema: route.response } }
          : filesOf(route.sendsFiles),
      ...(hasTag ? { headers: z.object({ ETag: z.string() }) } : {}),
    },
    ...(route.sendsFiles === undefined
      ? {}
      : { '206': { description: 'The range that was asked for', content: filesOf(route.sendsFiles) } }),
    ...(hasTag ? { '304': { description: 'What you hold is still the answer' } } : {}),
  }
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    result[String(status)] = {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: Problem } },
    }
  }
  return result as ZodOpenApiResponsesObject
}

/** `get /admin/v1/products/{product_id}` → `get_admin_product`: stable names for generated clients. */
function operationId<C extends BaseCtx>(route: Route<C>): string {
  const parts = route.path.split('/').filter((part) => part !== '' && part !== 'v1')
  const name = parts.map((part) =>
    part.startsWith('{') ? `by_${part.slice(1, -1)}` : part.replaceAll('-', '_'),
  )
  return [route.method, ...name].join('_')
}
