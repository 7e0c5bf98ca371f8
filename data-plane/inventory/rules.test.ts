import { expect, test } from 'vitest'
import {
  allocate,
  availabilityFlips,
  type Level,
  lowAfter,
  type Routing,
  type Source,
  type Strategy,
  settle,
} from './rules.ts'

/** Of `variant` at `place`. */
const level = (variant: string, place: string, available: number, over: Partial<Level> = {}): Level => ({
  id: `${variant}@${place}`,
  variant_id: variant,
  location_id: place,
  tracked: true,
  on_hand: available,
  available,
  floor: 0,
  low_at: 5,
  ...over,
})
const source = (id: string, over: Partial<Source> = {}): Source => ({
  id,
  priority: 0,
  country: undefined,
  countries: [],
  ...over,
})
const want = (variantId: string, quantity: number) => ({ variantId, quantity })
const routing = (strategy: Strategy, sources: Source[], country?: string): Routing => ({
  strategy,
  country,
  sources,
})
/** Quantities by level, or the shortages. */
function taken(levels: Level[], wants: { variantId: string; quantity: number }[], by: Routing) {
  const decision = allocate(levels, wants, by)
  if (!decision.ok) return decision.shortages
  return Object.fromEntries(decision.parts.map(({ level, quantity }) => [level.id, quantity]))
}

const HERE = [source('x'), source('y')]

test('J1 of stocks of 4 and 3, an order of 5 takes 4 + 1, highest stock first', () => {
  const levels = [level('a', 'x', 3), level('a', 'y', 4)]
  expect(taken(levels, [want('a', 5)], routing('highest_stock', HERE))).toEqual({ 'a@y': 4, 'a@x': 1 })
})

test('J2 when all locations together have too little, nothing is taken and what falls short is named', () => {
  const levels = [level('a', 'x', 3), level('a', 'y', 2), level('b', 'x', 9)]
  expect(taken(levels, [want('a', 6), want('b', 1), want('c', 2)], routing('priority', HERE))).toEqual([
    { variantId: 'a', wanted: 6, available: 5 },
    { variantId: 'c', wanted: 2, available: 0 },
  ])
})

test('J5 on hand 3 and a threshold of -5: 8 can be taken, and no more', () => {
  const levels = [level('a', 'x', 3, { floor: -5 })]
  expect(taken(levels, [want('a', 8)], routing('priority', HERE))).toEqual({ 'a@x': 8 })
  expect(taken(levels, [want('a', 9)], routing('priority', HERE))).toEqual([
    { variantId: 'a', wanted: 9, available: 8 },
  ])
})

test('what is there goes before what is still to come, whatever the strategy', () => {
  const levels = [level('a', 'x', 1, { floor: null }), level('a', 'y', 2)]
  for (const strategy of ['priority', 'highest_stock', 'nearest', 'fewest_splits'] as const)
    expect(taken(levels, [want('a', 5)], routing(strategy, HERE))).toEqual({ 'a@x': 3, 'a@y': 2 })
})

test('wants of one variant count together; of untracked stock nothing is taken; closed locations give nothing', () => {
  const levels = [
    level('a', 'x', 5),
    level('a', 'closed', 5),
    level('b', 'x', 0, { tracked: false, floor: null }),
  ]
  const twice = [want('a', 3), want('a', 2), want('b', 100)]
  expect(taken(levels, twice, routing('priority', HERE))).toEqual({ 'a@x': 5 })
  expect(taken(levels, [...twice, want('a', 1)], routing('priority', HERE))).toEqual([
    { variantId: 'a', wanted: 6, available: 5 },
  ])
})

test('an oversold level has nothing to give', () => {
  const levels = [level('a', 'x', -4)]
  expect(taken(levels, [want('a', 1)], routing('priority', HERE))).toEqual([
    { variantId: 'a', wanted: 1, available: 0 },
  ])
})

test('by priority the lowest comes first, and then where most is', () => {
  const sources = [source('x', { priority: 2 }), source('y', { priority: 1 }), source('z', { priority: 1 })]
  const levels = [level('a', 'x', 9), level('a', 'y', 2), level('a', 'z', 3)]
  expect(taken(levels, [want('a', 6)], routing('priority', sources))).toEqual({
    'a@z': 3,
    'a@y': 2,
    'a@x': 1,
  })
})

test('the nearest is in the country, then serves it by name, then serves all', () => {
  const sources = [
    source('all'),
    source('others', { countries: ['FR'] }),
    source('serving', { countries: ['DE'] }),
    source('inside', { country: 'DE', countries: ['FR'], priority: 9 }),
  ]
  const levels = sources.map(({ id }) => level('a', id, 1))
  const order = (quantity: number) =>
    Object.keys(taken(levels, [want('a', quantity)], routing('nearest', sources, 'DE')))
  expect(order(4)).toEqual(['a@inside', 'a@serving', 'a@all', 'a@others'])
  expect(order(1)).toEqual(['a@inside'])
})

test('fewest splits: one location for the whole order if there is one, else as few as possible for each line', () => {
  const sources = [source('x'), source('y', { priority: 1 }), source('z', { priority: 2 })]
  const levels = [
    level('a', 'x', 9),
    level('a', 'y', 2),
    level('b', 'x', 0),
    level('b', 'y', 1),
    level('b', 'z', 4),
  ]
  const by = routing('fewest_splits', sources)
  expect(taken(levels, [want('a', 2), want('b', 1)], by)).toEqual({ 'a@y': 2, 'b@y': 1 })
  expect(taken(levels, [want('a', 2), want('b', 3)], by)).toEqual({ 'a@x': 2, 'b@z': 3 })
  expect(taken(levels, [want('a', 10)], by)).toEqual({ 'a@x': 9, 'a@y': 1 })
})

test('an order uses what its cart holds, frees what it does not need, and takes the rest', () => {
  const [a, b, c] = [level('a', 'x', 0), level('b', 'x', 0), level('c', 'x', 0)]
  const holds = [
    { level_id: a.id, quantity: 2 },
    { level_id: b.id, quantity: 3 },
    { level_id: c.id, quantity: 1 },
  ]
  expect(settle([a, b, c], holds, [want('a', 5), want('b', 1)])).toEqual({
    used: [
      { level: a, quantity: 2 },
      { level: b, quantity: 1 },
    ],
    left: [
      { level: b, quantity: 2 },
      { level: c, quantity: 1 },
    ],
    rest: [want('a', 3)],
  })
})

test.each([
  ['falls to the threshold', 6, 1, true],
  ['falls below it', 6, 4, true],
  ['stays above it', 7, 1, false],
  ['was low before', 5, 1, false],
])('stock that %s is reported once', (_name, available, quantity, reported) => {
  const changes = [{ level: level('a', 'x', available), quantity: -quantity }]
  expect(lowAfter(changes).length > 0).toBe(reported)
})

test('a variant is sold out when no selling location can give any, and back when one can', () => {
  const levels = [
    level('a', 'x', 1),
    level('a', 'y', 1),
    level('a', 'closed', 9),
    level('b', 'x', 1, { floor: -1 }),
  ]
  const [x, y, , b] = levels as [Level, Level, Level, Level]
  const flips = (changes: { level: Level; quantity: number }[]) => availabilityFlips(levels, changes, HERE)
  expect(flips([{ level: x, quantity: -1 }])).toEqual([])
  expect(
    flips([
      { level: x, quantity: -1 },
      { level: y, quantity: -1 },
    ]),
  ).toEqual([{ variantId: 'a', available: false }])
  expect(flips([{ level: b, quantity: -1 }])).toEqual([])
  expect(availabilityFlips([level('a', 'x', 0)], [{ level: level('a', 'x', 0), quantity: 1 }], HERE)).toEqual(
    [{ variantId: 'a', available: true }],
  )
})
