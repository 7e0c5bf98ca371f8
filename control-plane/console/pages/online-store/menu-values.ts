// A menu while it is edited: each link has a key by which React knows it, and says to what kind of place it leads.
import type { Admin } from '../../api/client.ts'

export type MenuName = 'header' | 'footer'
export const MENU_NAMES: readonly MenuName[] = ['header', 'footer']

type Stored = Admin['MenuItemOutput']
export type Target = Stored['target']

/** What a link leads to, as one chooses it. Home and the list of collections are addresses that nobody should have to know. */
export const GOALS = ['home', 'collections', 'collection', 'category', 'product', 'page', 'url'] as const
export type Goal = (typeof GOALS)[number]

const ADDRESSES: Partial<Record<Goal, string>> = { home: '/', collections: '/collections' }

export type Entry = { key: string; goal: Goal; label: Record<string, string>; target: Target }
export type Item = Entry & { children: Entry[] }
/** By the menu's name, so that faults of the API find their fields. Null: made of what the store has. */
export type Values = { [Name in MenuName]?: Item[] | null }

/** As many as the API takes, in a menu and below a link. */
export const MAX_ITEMS = 20

function goalOf(target: Target): Goal {
  if (target.kind !== 'url') return target.kind
  return (['home', 'collections'] as const).find((goal) => ADDRESSES[goal] === target.url) ?? 'url'
}

const entryOf = ({ label, target }: Pick<Stored, 'label' | 'target'>): Entry => ({
  key: crypto.randomUUID(),
  goal: goalOf(target),
  label,
  target,
})

export const itemsOf = (stored: readonly Stored[] | null): Item[] | null =>
  stored?.map((item) => ({ ...entryOf(item), children: item.children.map(entryOf) })) ?? null

const storedEntry = ({ label, target }: Entry) => ({ label, target })

export const storedOf = (items: readonly Item[] | null): Stored[] | null =>
  items?.map((item) => ({ ...storedEntry(item), children: item.children.map(storedEntry) })) ?? null

/** What a link that leads to nothing yet leads to. */
export function targetOf(goal: Goal): Target {
  if (goal === 'collection') return { kind: goal, collection_id: '' }
  if (goal === 'category') return { kind: goal, category_id: '' }
  if (goal === 'product') return { kind: goal, product_id: '' }
  if (goal === 'page') return { kind: goal, page_id: '' }
  return { kind: 'url', url: ADDRESSES[goal] ?? '' }
}

export const newItem = (): Item => ({
  key: crypto.randomUUID(),
  goal: 'collection',
  label: {},
  target: targetOf('collection'),
  children: [],
})

/** A list with two neighbours exchanged. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.toSpliced(from, 1)
  return rest.toSpliced(to, 0, ...list.slice(from, from + 1))
}

/** Whether the link at `index` can go below the one before it. */
export function canNest(items: readonly Item[], index: number): boolean {
  const above = items[index - 1]
  return above !== undefined && above.children.length < MAX_ITEMS && items[index]?.children.length === 0
}

/** The menu with the link at `index` as the last one below the link before it. */
export function nested(items: readonly Item[], index: number): Item[] {
  const item = items[index]
  if (item === undefined || !canNest(items, index)) return [...items]
  const { children: _, ...entry } = item
  return items
    .toSpliced(index, 1)
    .map((above, i) => (i === index - 1 ? { ...above, children: [...above.children, entry] } : above))
}

/** The menu with a link that was below another one right behind that one. */
export function unnested(items: readonly Item[], index: number, child: number): Item[] {
  const entry = items[index]?.children[child]
  if (entry === undefined) return [...items]
  return items
    .map((item, i) => (i === index ? { ...item, children: item.children.toSpliced(child, 1) } : item))
    .toSpliced(index + 1, 0, { ...entry, children: [] })
}

/** The id that a link names; undefined for an address. */
export function idOf(target: Target): string | undefined {
  if (target.kind === 'collection') return target.collection_id
  if (target.kind === 'category') return target.category_id
  if (target.kind === 'product') return target.product_id
  return target.kind === 'page' ? target.page_id : undefined
}

/** The name of the field that says where a link leads. */
export const fieldOf = ({ kind }: Target): string => (kind === 'url' ? 'url' : `${kind}_id`)

type Fault = 'nothing' | 'address' | 'label'

/** What a menu lacks, by the path of its field in the form. */
export function faultsIn(items: readonly Item[], path: string): Record<string, Fault> {
  const faults = items.flatMap((item, i) => [
    ...faultsOf(item, `${path}.${i}`),
    ...item.children.flatMap((child, k) => faultsOf(child, `${path}.${i}.children.${k}`)),
  ])
  return Object.fromEntries(faults)
}

function faultsOf({ label, target }: Entry, path: string): [string, Fault][] {
  const isNamed = Object.values(label).some((text) => text.trim() !== '')
  if (target.kind !== 'url')
    return idOf(target) === '' ? [[`${path}.target.${fieldOf(target)}`, 'nothing']] : []
  return [
    ...(target.url === '' ? [[`${path}.target.url`, 'address'] satisfies [string, Fault]] : []),
    // Nobody could see it.
    ...(isNamed ? [] : [[`${path}.label`, 'label'] satisfies [string, Fault]]),
  ]
}
