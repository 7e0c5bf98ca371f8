import { expect, test } from 'vitest'
import { textIn } from './rules/languages.ts'
import { defaultHeader, menuFor, type Place } from './rules/menus.ts'
import { STARTING_COLOURS, ThemeSettings } from './schema-theme.ts'

test('a text is in the reader’s language, or the store’s, or any', () => {
  const texts = { en: 'Hello', de: 'Hallo', fr: ' ' }
  expect(textIn(texts, ['de-AT', 'en'])).toBe('Hallo')
  expect(textIn(texts, ['fr', 'de'])).toBe('Hallo')
  expect(textIn(texts, ['hi'])).toBe('Hello')
  expect(textIn({}, ['hi'])).toBe('')
})

test('a new shop has colours and sections', () => {
  const settings = ThemeSettings.parse({})
  expect(settings.colours).toEqual(STARTING_COLOURS)
  expect(settings.home.map(({ kind }) => kind)).toEqual(['hero', 'collection_list', 'featured_products'])
})

const place = (over: Partial<Place>): Place => ({
  kind: 'collection',
  id: 'a',
  title: 'A',
  handle: 'a',
  markets: null,
  starts_at: null,
  ends_at: null,
  ...over,
})
const reader = { languages: ['en'], market: 'us', now: new Date('2026-06-01') }

test('what is not for this market, or over, or gone, is left out of a menu', () => {
  const places = new Map([
    ['a', place({})],
    ['b', place({ id: 'b', ends_at: '2026-05-01T00:00:00.000Z' })],
    ['c', place({ id: 'c', markets: ['de'] })],
  ])
  const item = (id: string, label = {}) => ({
    label,
    target: { kind: 'collection' as const, collection_id: id },
    children: [],
  })
  expect(
    menuFor(
      ['a', 'b', 'c', 'gone'].map((id) => item(id)),
      places,
      reader,
    ),
  ).toEqual([{ label: 'A', href: '/collections/a', children: [] }])
  expect(menuFor([item('a', { de: 'Neu' })], places, reader)[0]?.label).toBe('Neu')
})

test('a header that nobody made has top categories with those below, then collections', () => {
  const category = (id: string, parent_id: string | null) => ({
    ...place({ kind: 'category', id, title: id, handle: id }),
    parent_id,
  })
  expect(defaultHeader([category('men', null), category('hats', 'men')], [place({})], reader)).toEqual([
    { label: 'men', href: '/categories/men', children: [{ label: 'hats', href: '/categories/hats' }] },
    { label: 'A', href: '/collections/a', children: [] },
  ])
})
