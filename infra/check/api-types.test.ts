import { expect, test } from 'vitest'
import { typeOf, typesOf } from './api-types.ts'

test('schemas become types', () => {
  expect(typeOf({ $ref: '#/components/schemas/Money' })).toBe('Schemas["Money"]')
  expect(typeOf({ type: ['string', 'null'] })).toBe('string | null')
  expect(typeOf({ type: 'string', enum: ['a', 'b'] })).toBe('"a" | "b"')
  expect(typeOf({ const: true })).toBe('true')
  expect(typeOf({ anyOf: [{ type: 'integer' }, { type: 'null' }] })).toBe('(number | null)')
  expect(typeOf({ type: 'array', items: { type: ['string', 'null'] } })).toBe('(string | null)[]')
  expect(typeOf({ type: 'object', additionalProperties: { type: 'number' } })).toBe(
    '{ [name: string]: number }',
  )
  expect(typeOf({ type: 'object', properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a'] })).toBe(
    '{ a: string; "b-c"?: unknown }',
  )
  expect(typeOf({})).toBe('unknown')
})

test('a route says what it takes and gives', () => {
  const text = typesOf('TestApi', {
    paths: {
      '/a/{id}': {
        get: {
          summary: 'Read',
          parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
          responses: { 200: { content: { 'application/json': { schema: { type: 'string' } } } } },
        },
      },
    },
    components: { schemas: { Name: { type: 'string' } } },
  })
  expect(text).toContain('Name: string')
  expect(text).toContain(
    '/** Read */ get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": string } } } }',
  )
  expect(text).toContain('post?: never')
})
