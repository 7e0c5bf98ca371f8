// The pictures of a demo store, by the names that its data uses.
import type { DemoStore } from '../store-data.ts'
import { type Drawing, group, logo, type Palette, still } from './scene.ts'
import * as spices from './spices.ts'
import * as textiles from './textiles.ts'
import * as vessels from './vessels.ts'

const DRAWINGS: Readonly<Record<string, Drawing>> = { ...textiles, ...vessels, ...spices }
/** How near the second look at a product is. */
const NEAR = 1.55

/** What stands in the disc of the logo. */
const SIGNS: Readonly<Record<string, string>> = {
  'linen-house':
    '<g fill="none" stroke="#fbf6ea" stroke-width="5" stroke-linecap="round"><path d="M50 80V40"/><path d="M50 56q-18 -2 -22 -20 20 0 22 20zM50 46q18 -2 22 -20 -20 0 -22 20zM50 70q-16 0 -20 -14M50 66q16 0 20 -14"/></g>',
  'spice-route':
    '<g fill="#fbf6ea"><path d="M50 18q10 16 0 30 -10 -14 0 -30zM50 82q10 -16 0 -30 -10 14 0 30zM18 50q16 10 30 0 -14 -10 -30 0zM82 50q-16 10 -30 0 14 -10 30 0z"/><path d="M27 27q18 4 20 20 -16 -2 -20 -20zM73 27q-4 18 -20 20 2 -16 20 -20zM27 73q4 -18 20 -20 -2 16 -20 20zM73 73q-18 -4 -20 -20 16 2 20 20z" opacity=".8"/></g>',
}

function drawingOf(name: string): Drawing {
  const drawing = DRAWINGS[name]
  if (drawing === undefined) throw new Error(`There is no drawing "${name}".`)
  return drawing
}

const paletteOf = (store: DemoStore, colour: string, at: number): Palette => ({
  base: store.colours[colour] ?? store.accent,
  wall: store.walls[at % store.walls.length] ?? '#eeeeee',
  table: store.table,
  accent: store.accent,
})

/** A product in one of its colours. @param at its place among the products: they stand before different walls */
export const productPicture = (
  store: DemoStore,
  { picture, colour, at, near = false }: { picture: string; colour: string; at: number; near?: boolean },
): string => still(drawingOf(picture), paletteOf(store, colour, at), near ? NEAR : 1)

/** Several things, for a collection. */
export const collectionPicture = (store: DemoStore, i: number): string => {
  const { picture = [], colour = '' } = store.collections[i] ?? {}
  return group(picture.map(drawingOf), paletteOf(store, colour, i), { ratio: 1.5, from: 0 })
}

/** The wide picture at the top of the home page. */
export const heroPicture = (store: DemoStore): string =>
  group(store.hero.picture.map(drawingOf), paletteOf(store, store.hero.colour, 0), { ratio: 2.4, from: 0.34 })

export const storeLogo = (store: DemoStore): string =>
  logo(store.name, SIGNS[store.slug] ?? '', { base: store.accent, wall: '', table: '', accent: store.accent })
