import { expect, test } from 'vitest'
import { placeBelow, treeOf } from './rules.ts'

const at = (id: string, ...path: string[]) => ({ id, path })
const levels = (count: number) => Array.from({ length: count }, (_, i) => `level-${i}`)

test('a path leads from the root to the parent', () => {
  expect(placeBelow(null)).toEqual({ ok: true, path: [] })
  expect(placeBelow(at('men', 'clothes'))).toEqual({ ok: true, path: ['clothes', 'men'] })
})

test.each([
  ['itself', at('men')],
  ['one below it', at('shirts', 'men')],
])('a category cannot be moved below %s', (_, parent) => {
  expect(placeBelow(parent, [at('men'), at('shirts', 'men')])).toMatchObject({ ok: false, path: 'parent_id' })
})

test('eight levels are the deepest tree, with all that moves along', () => {
  const subtree = [at('men'), at('shirts', 'men'), at('linen', 'men', 'shirts')]
  expect(placeBelow(at('p', ...levels(6)))).toMatchObject({ ok: true })
  expect(placeBelow(at('p', ...levels(7)))).toMatchObject({ ok: false })
  expect(placeBelow(at('p', ...levels(4)), subtree)).toMatchObject({ ok: true })
  expect(placeBelow(at('p', ...levels(5)), subtree)).toMatchObject({ ok: false })
})

test('a market sees its own categories, and nothing below one that is hidden', () => {
  const category = (id: string, parent_id: string | null, markets: string[] | null = null) => ({
    id,
    parent_id,
    markets,
  })
  const all = [
    category('men', null),
    category('saris', null, ['in']),
    category('silk', 'saris'),
    category('shirts', 'men', ['us', 'in']),
  ]
  const tree = (market?: string) => treeOf(all, market, ({ id }, children: unknown[]) => [id, ...children])
  expect(tree('us')).toEqual([['men', ['shirts']]])
  expect(tree()).toEqual([
    ['men', ['shirts']],
    ['saris', ['silk']],
  ])
})
