// The routes of both planes as the manifests list them, and how to call each: with which ids and which body.
import sampler from 'openapi-sampler'
import { z } from 'zod'
import { modules as controlModules } from '../../control-plane/modules.ts'
import { modules as dataModules, shardModules } from '../../data-plane/modules.ts'
import type { Permission } from '../../shared/auth/permissions.ts'
import type { Method, Route } from '../../shared/http/route.ts'
import type { Belongings } from './belongings.ts'

export type ListedRoute = {
  /** As in `get /admin/v1/products`. */
  name: string
  /** `shard`: what the control plane asks a worker of no tenant. */
  plane: 'control' | 'data' | 'shard'
  method: Method
  path: string
  permission: Permission
  /** Names of the parameters of its path that name something of a store's. */
  params: readonly string[]
  spec: Route<never>
}

/** Parameters that name nothing of a store's, with a value that every filled store has something for. */
export const WORDS: Readonly<Record<string, string>> = {
  currency: 'EUR',
  secret_name: 'payments.key',
  name: 'order_confirmation',
  language: 'en',
  rendition: '320.webp',
}

export const routes: readonly ListedRoute[] = [
  ...controlModules.flatMap((module) => module.routes).map((route) => listed(route, 'control')),
  ...dataModules.flatMap((module) => module.routes).map((route) => listed(route, 'data')),
  ...shardModules.flatMap((module) => module.routes).map((route) => listed(route, 'shard')),
]

function listed(spec: Route<never>, plane: ListedRoute['plane']): ListedRoute {
  const { method, path, permission } = spec
  const params = [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !Object.hasOwn(WORDS, name))
  return { name: `${method} ${path}`, plane, method, path, permission, params, spec }
}

export const isInternal = (route: ListedRoute): boolean => route.permission === 'internal'

/** Whose rows the parameters mean that do not follow the rule: `x_id` is the id of a row of table `xs`. */
const TABLES: Readonly<Record<string, string>> = {
  line_item_id: 'cart_line_items',
  country_region_id: 'tax_regions',
  from_location_id: 'locations',
  to_location_id: 'locations',
  address_id: 'addresses',
  category_id: 'categories',
  comment_id: 'order_timeline',
  identity_id: 'identities',
  media_id: 'media',
  parent_id: 'categories',
  request_id: 'refusals',
}

/**
 * The id that stands for a parameter: that of the tenant's first row in the parameter's table. A parameter that is no id
 * is the column of its name in the register of tenants, or else in the first row that has one.
 */
export function idFor(param: string, belongings: Belongings): string {
  const named =
    belongings.get('tenants')?.[0]?.[param] ??
    [...belongings.values()].flat().find((row) => row[param] !== undefined)?.[param]
  if (!param.endsWith('_id') && typeof named === 'string') return named
  const table = TABLES[param] ?? param.replace(/_id$/, 's')
  const ids = (belongings.get(table) ?? []).map((row) => row.id).filter((id) => typeof id === 'string')
  const [first] = ids.sort()
  if (!param.endsWith('_id') || first === undefined) {
    throw new Error(
      `No row for {${param}}: the filled store has none in the table ${table}. Make infra/isolation/fixture.ts ` +
        'store one; if the parameter means another table, name that in TABLES of infra/isolation/manifests.ts.',
    )
  }
  return first
}

/** A route's path with each parameter replaced by what `idOf` gives for it. */
export const pathWith = (path: string, idOf: (param: string) => string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(WORDS[param] ?? idOf(param)))

/** A body that the route's schema accepts: with all its fields where it takes them together, else with the required ones. */
export function sampleBody({ name, spec }: ListedRoute, fields: 'all' | 'required' = 'all'): unknown {
  if (spec.body === undefined) return undefined
  if (spec.bodyType === 'text/csv') return SAMPLE_CSV
  if (spec.bodyType === 'raw') return '{}'
  if (spec.takesFiles !== undefined) return SAMPLE_PNG
  const samples = (fields === 'all' ? [false, true] : [true]).map((requiredOnly) =>
    sample(spec.body, requiredOnly),
  )
  const fitting = samples.find((body) => spec.body.safeParse(body).success)
  if (fitting === undefined)
    throw new Error(`The sample of ${name} is not valid: give its schema examples by .meta({ example }).`)
  return fitting
}

/** What a route's body is sent as. */
export function contentTypeOf({ spec: { takesFiles, bodyType = 'application/json' } }: ListedRoute): string {
  if (takesFiles !== undefined) return 'image/png'
  return bodyType === 'raw' ? 'application/json' : bodyType
}

const SAMPLE_CSV = 'Handle,Title,Variant Price\nsample-shirt,Sample shirt,19.99\n'

// One transparent pixel.
export const SAMPLE_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
)

const samples = new WeakMap<z.ZodType, { all?: unknown; required?: unknown }>()

/** Made once for each schema, as it is asked for with every request of the tests that walk all routes. */
function sample(schema: z.ZodType, skipNonRequired: boolean): unknown {
  const made = samples.get(schema) ?? {}
  samples.set(schema, made)
  const fields = skipNonRequired ? 'required' : 'all'
  if (!(fields in made)) {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    const options = { skipNonRequired, quiet: true }
    made[fields] = sampler.sample(json as Parameters<typeof sampler.sample>[0], options, json)
  }
  return structuredClone(made[fields])
}

type Reference = { path: readonly (string | number)[]; param: string }

/** Where a body names rows: `x_id`, the items of `x_ids`, and the `id` of an item of `xs`. */
export function referencesIn(body: unknown, path: Reference['path'] = []): Reference[] {
  if (typeof body === 'string') {
    const param = paramAt(path)
    return param !== undefined && z.uuid().safeParse(body).success ? [{ path, param }] : []
  }
  if (typeof body !== 'object' || body === null) return []
  return Object.entries(body).flatMap(([key, value]) =>
    referencesIn(value, [...path, Array.isArray(body) ? Number(key) : key]),
  )
}

function paramAt(path: Reference['path']): string | undefined {
  const [list, item, key] = path.slice(-3)
  const last = path.at(-1)
  if (typeof last === 'string' && last.endsWith('_id')) return last
  if (key === 'id' && typeof item === 'number') return `${String(list).replace(/s$/, '')}_id`
  const ids = path.at(-2)
  return typeof last === 'number' && typeof ids === 'string' && ids.endsWith('_ids')
    ? ids.slice(0, -1)
    : undefined
}

/** A copy of `body` in which those places hold what `idOf` gives for them, made where they are missing. */
export function bodyWith(
  body: unknown,
  references: readonly Reference[],
  idOf: (param: string) => string,
): unknown {
  const copy: unknown = structuredClone(body)
  for (const { path, param } of references) {
    let at = copy as Record<string | number, unknown>
    for (const [i, key] of path.slice(0, -1).entries()) {
      at[key] ??= typeof path[i + 1] === 'number' ? [] : {}
      at = at[key] as typeof at
    }
    at[path.at(-1) as string] = idOf(param)
  }
  return copy
}

/** Which column holds what a filter asks for, where that has another name. */
const COLUMNS: Readonly<Record<string, string>> = {
  at: 'valid_from',
  market: 'market_code',
  from: 'at',
  to: 'at',
  days: 'quantity',
  since: 'start',
  until: 'start',
  placed_from: 'placed_at',
  placed_to: 'placed_at',
  total_from: 'total_amount',
  total_to: 'total_amount',
  tag: 'tags',
  option: 'option_values',
  page: 'position',
  price_from: 'amount',
  price_to: 'amount',
  q: 'term',
}
export const columnOf = (filter: string): string => COLUMNS[filter] ?? filter

/** The names of a route's query parameters. */
export const queryOf = (route: ListedRoute): string[] => Object.keys(queryProperties(route))

/** What a query parameter may be, where that is a list. */
export function choicesOf(route: ListedRoute, name: string): unknown[] {
  const { properties = {}, $defs = {} } = queryJson(route)
  const property = properties[name]
  if (typeof property !== 'object') return []
  const named = property.$ref ?? property.allOf?.[0]?.$ref
  const schema = named === undefined ? property : $defs[named.slice(named.lastIndexOf('/') + 1)]
  if (schema?.format === 'date') return [new Date().toISOString().slice(0, 10)]
  return schema?.enum ?? []
}

type JsonSchema = {
  properties?: Record<string, JsonSchema>
  $defs?: Record<string, JsonSchema>
  $ref?: string
  allOf?: JsonSchema[]
  enum?: unknown[]
  format?: string
}

const queryJson = ({ spec }: ListedRoute): JsonSchema =>
  spec.query === undefined
    ? {}
    : (z.toJSONSchema(spec.query, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
const queryProperties = (route: ListedRoute) => queryJson(route).properties ?? {}
