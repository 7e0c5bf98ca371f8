// Writes the types by which the console talks to our APIs: from the OpenAPI documents, in the form that openapi-fetch takes.
// They are not committed; `npm run check:types` and the other checks write them first.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  description?: string
}
type Content = Record<string, { schema?: Schema }>
type Operation = {
  summary?: string
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, { content?: Content }>
}
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const PLACES = ['query', 'header', 'path', 'cookie'] as const
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const
const NAMESPACES = { platform: 'PlatformApi', admin: 'AdminApi', store: 'ShopApi' } as const
const API_TYPES = new URL('../../control-plane/console/api/generated/', import.meta.url)

const keyOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name))
const literal = (value: unknown): string => JSON.stringify(value)
const comment = (text: string | undefined): string =>
  text === undefined ? '' : `/** ${text.replaceAll('*/', '* /').replace(/\s+/g, ' ')} */ `

/** What a JSON schema allows, as a TypeScript type. */
export function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return 'unknown'
  if (schema.$ref !== undefined) return `Schemas[${literal(schema.$ref.split('/').at(-1))}]`
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ') || 'never'
  const variants = schema.anyOf ?? schema.oneOf
  if (variants !== undefined) return `(${variants.map(typeOf).join(' | ')})`
  if (schema.allOf !== undefined) return `(${schema.allOf.map(typeOf).join(' & ')})`
  const types = [schema.type ?? []].flat()
  if (types.length === 0) return schema.properties === undefined ? 'unknown' : objectOf(schema)
  return types.map((type) => typeNamed(type, schema)).join(' | ')
}

function typeNamed(type: string, schema: Schema): string {
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'array') return `(${typeOf(schema.items)})[]`
  return type === 'object' ? objectOf(schema) : type
}

function objectOf({ properties = {}, required = [], additionalProperties: more }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, schema]) =>
      `${comment(schema.description)}${keyOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  const index =
    fields.length > 0 || more === false
      ? []
      : [`[name: string]: ${typeof more === 'object' ? typeOf(more) : 'unknown'}`]
  return `{ ${[...fields, ...index].join('; ')} }`
}

function parametersOf({ parameters = [] }: Pick<Operation, 'parameters'>): string {
  const places = PLACES.map((place) => {
    const here = parameters.filter((parameter) => parameter.in === place)
    if (here.length === 0) return `${place}?: never`
    const fields = here.map(
      ({ name, required, schema }) => `${keyOf(name)}${required === true ? '' : '?'}: ${typeOf(schema)}`,
    )
    const isOptional = here.every(({ required }) => required !== true)
    return `${place}${isOptional ? '?' : ''}: { ${fields.join('; ')} }`
  })
  return `{ ${places.join('; ')} }`
}

const contentOf = (content: Content | undefined): string =>
  content === undefined
    ? 'never'
    : `{ ${Object.entries(content)
        .map(([type, { schema }]) => `${literal(type)}: ${typeOf(schema)}`)
        .join('; ')} }`

function operationOf(operation: Operation): string {
  const body = operation.requestBody
  const request =
    body === undefined
      ? 'requestBody?: never'
      : `requestBody${body.required === true ? '' : '?'}: { content: ${contentOf(body.content)} }`
  const responses = Object.entries(operation.responses).map(
    ([status, { content }]) =>
      `${status}: { headers: { [name: string]: unknown }; content${content === undefined ? '?' : ''}: ${contentOf(content)} }`,
  )
  return `{ parameters: ${parametersOf(operation)}; ${request}; responses: { ${responses.join('; ')} } }`
}

/**
 * The types of one document, in a namespace that needs no import: linters follow imports, and these files are long.
 * `Schemas` by name, `Paths` as openapi-fetch takes them.
 */
export function typesOf(namespace: string, { paths, components }: Document): string {
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `  ${comment(schema.description)}${keyOf(name)}: ${typeOf(schema)}`,
  )
  const routes = Object.entries(paths).map(([path, operations]) => {
    const methods = METHODS.map((method) => {
      const operation = operations[method]
      return operation === undefined
        ? `    ${method}?: never`
        : `    ${comment(operation.summary)}${method}: ${operationOf(operation)}`
    })
    return `  ${literal(path)}: {\n    parameters: ${parametersOf({})}\n${methods.join('\n')}\n  }`
  })
  return [
    '// Written by infra/check/api-types.ts from the OpenAPI document.',
    `declare namespace ${namespace} {`,
    `type Schemas = {\n${schemas.join('\n')}\n}`,
    `type Paths = {\n${routes.join('\n')}\n}\n}\n`,
  ].join('\n\n')
}

/** Writes the types of all documents, where they changed. Several processes may do so at once. */
export function writeApiTypes(): void {
  mkdirSync(API_TYPES, { recursive: true })
  for (const name of Object.keys(NAMESPACES) as (keyof typeof NAMESPACES)[]) {
    const source = new URL(`../../control-plane/docs/${name}.json`, import.meta.url)
    const text = typesOf(NAMESPACES[name], JSON.parse(readFileSync(source, 'utf8')))
    const file = new URL(`${name}.d.ts`, API_TYPES)
    if (readIfThere(file) === text) continue
    const draft = new URL(`${name}.${process.pid}.draft`, API_TYPES)
    writeFileSync(draft, text)
    renameSync(draft, file)
  }
}

function readIfThere(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) writeApiTypes()
