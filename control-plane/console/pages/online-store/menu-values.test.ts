import { expect, test } from 'vitest'
import { faultsIn, type Item, itemsOf, moved, nested, storedOf, unnested } from './menu-values.ts'

const page = (id: string) => ({ kind: 'page' as const, page_id: id })
const stored = ['a', 'b', 'c'].map((id) => ({ label: { en: id }, target: page(id), children: [] }))
const menu = (): Item[] => itemsOf(stored) ?? []
const names = (items: readonly Item[]) =>
  items.map(({ label, children }) => [label.en, ...children.map((child) => child.label.en)].join('>'))

test('what is not edited is stored as it was', () => {
  expect(storedOf(menu())).toEqual(stored)
  expect(storedOf(itemsOf(null))).toBe(null)
})

test('addresses of the shop are chosen by name', () => {
  const [home, other] =
    itemsOf([
      { label: {}, target: { kind: 'url', url: '/' }, children: [] },
      { label: {}, target: { kind: 'url', url: '/search?q=tea' }, children: [] },
    ]) ?? []
  expect([home?.goal, other?.goal]).toEqual(['home', 'url'])
})

test('links are moved, put below the one before and taken out again', () => {
  expect(names(moved(menu(), 2, 0))).toEqual(['c', 'a', 'b'])
  const below = nested(nested(menu(), 1), 1)
  expect(names(below)).toEqual(['a>b>c'])
  expect(names(unnested(below, 0, 0))).toEqual(['a>c', 'b'])
})

test('the first link and one with others below it cannot go below another', () => {
  expect(names(nested(menu(), 0))).toEqual(['a', 'b', 'c'])
  const below = nested(menu(), 2)
  expect(names(below)).toEqual(['a', 'b>c'])
  expect(names(nested(below, 1))).toEqual(['a', 'b>c'])
})

test('a link needs somewhere to lead and, where nothing names it, a name', () => {
  const items =
    itemsOf([
      { label: {}, target: page(''), children: [] },
      {
        label: {},
        target: page('a'),
        children: [{ label: { en: ' ' }, target: { kind: 'url', url: '' } }],
      },
    ]) ?? []
  expect(faultsIn(items, 'header')).toEqual({
    'header.0.target.page_id': 'nothing',
    'header.1.children.0.target.url': 'address',
    'header.1.children.0.label': 'label',
  })
})
