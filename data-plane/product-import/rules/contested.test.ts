import { expect, test } from 'vitest'
import type { Product, ProductPatch } from '../schema.ts'
import { contestedProducts } from './contested.ts'

const existing = (id: string) => ({ id }) as Product
const giving = (...skus: string[]): ProductPatch => ({ variants: skus.map((sku) => ({ sku })) })
const change = (id: string, ...skus: string[]) => ({
  name: id,
  plan: { kind: 'update', id, patch: giving(...skus) } as const,
  existing: existing(id),
})
const creation = (handle: string, ...skus: string[]) => ({
  name: handle,
  plan: {
    kind: 'create',
    input: { title: 'T', handle, variants: skus.map((sku) => ({ sku })) },
  } as const,
  existing: undefined,
})
const namesOf = (products: ReturnType<typeof change | typeof creation>[], owners: Record<string, string>) =>
  [...contestedProducts(products, new Map(Object.entries(owners)))].map(({ name }) => name).sort()

test('products that want different SKUs, or what they have, stand in nobody’s way', () => {
  expect(namesOf([creation('a', '1', '2'), creation('b'), change('c', '3')], { 3: 'c' })).toEqual([])
})

test('all who want the same SKU are named, and so is one of the file that has it', () => {
  expect(namesOf([creation('a', '1'), creation('b', '1'), creation('c', '2')], {})).toEqual(['a', 'b'])
  expect(namesOf([creation('a', '1'), change('b', '2'), change('c', '3')], { 1: 'b' })).toEqual(['a', 'b'])
})

test('a SKU that a product outside the file has is contested by all who want it', () => {
  expect(namesOf([creation('a', '1'), change('b', '2')], { 1: 'elsewhere' })).toEqual(['a'])
})
