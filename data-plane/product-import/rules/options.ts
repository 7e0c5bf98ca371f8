// Which options a file gives a product. Their names stand on the product's first line, the values on each variant's.
import type { Product, Variant } from '../schema.ts'
import { OPTION_SLOTS } from './columns.ts'
import type { Cells, Line } from './sheet.ts'

const NO_OPTION = 'Title'
const NO_OPTION_VALUE = 'Default Title'

export type FileOptions = {
  names: readonly string[]
  /** The number of the column pair that holds each of `names`; empty when the file is silent about options. */
  slots: readonly number[]
}

/**
 * The options that the variant lines of a product are written in. A silent file leaves a product its options.
 * `missing` is the column of a name that no one has given.
 */
export function fileOptions(
  variantLines: readonly Line[],
  first: Cells,
  existing: Product | undefined,
): FileOptions | { missing: string } {
  const kept = existing === undefined ? [] : optionNames(existing)
  const valued = OPTION_SLOTS.filter((slot) => variantLines.some(({ cells }) => valueAt(cells, slot) !== ''))
  const named = OPTION_SLOTS.filter((slot) => nameAt(first, slot) !== '')
  if (isOptionless(variantLines, first)) return { names: [], slots: [] }
  const silent = valued.length === 0 && (existing !== undefined || named.length === 0)
  if (silent) return { names: kept, slots: [] }
  if (named.length > 0) return { names: named.map((slot) => nameAt(first, slot)), slots: named }
  const unnamed = valued.find((slot) => slot > kept.length)
  if (unnamed !== undefined) return { missing: `Option${unnamed} Name` }
  return { names: kept, slots: OPTION_SLOTS.slice(0, kept.length) }
}

const nameAt = (cells: Cells, slot: number): string => cells[`Option${slot} Name`] ?? ''
const valueAt = (cells: Cells, slot: number): string => cells[`Option${slot} Value`] ?? ''

/** Shopify writes a product without options as one with the option `Title` and the value `Default Title`. */
const isOptionless = (lines: readonly Line[], first: Cells): boolean =>
  lines.length > 0 &&
  ['', NO_OPTION].includes(nameAt(first, 1)) &&
  OPTION_SLOTS.slice(1).every((slot) => nameAt(first, slot) === '') &&
  lines.every(
    ({ cells }) =>
      valueAt(cells, 1) === NO_OPTION_VALUE &&
      OPTION_SLOTS.slice(1).every((slot) => valueAt(cells, slot) === ''),
  )

/** The names of a product's options, none where a file would show it as a product without options. */
export function optionNames({ options }: Pick<Product, 'options'>): string[] {
  const [only] = options
  const optionless =
    options.length === 1 && only?.name === NO_OPTION && only.values.join() === NO_OPTION_VALUE
  return optionless ? [] : options.map((option) => option.name)
}

/** A line's values, by the order of the names, or the first column at fault. Undefined where the file is silent. */
export function valuesOf(
  { cells }: Line,
  { names, slots }: FileOptions,
): string[] | undefined | { column: string; message: string } {
  const stray = OPTION_SLOTS.find((slot) => !slots.includes(slot) && valueAt(cells, slot) !== '')
  if (stray !== undefined && slots.length > 0) {
    return { column: `Option${stray} Value`, message: `belongs to no option: Option${stray} Name is blank` }
  }
  const blank = slots.find((slot) => valueAt(cells, slot) === '')
  if (blank !== undefined) return { column: `Option${blank} Value`, message: 'is missing' }
  return slots.length < names.length ? undefined : slots.map((slot) => valueAt(cells, slot))
}

/** A variant's values for options that may be named anew; '' where it has none for a name. */
export function valuesUnder(names: readonly string[], variant: Variant, product: Product): string[] {
  return names.map((name, n) => {
    const before = product.options[n]?.name
    const renamed = before !== undefined && !names.includes(before) ? variant.options[before] : undefined
    return variant.options[name] ?? renamed ?? ''
  })
}

/** The option cells of one line of an export. */
export function optionCells(product: Product, variant: Variant, isFirst: boolean): Cells {
  const names = optionNames(product)
  const shown =
    names.length === 0 ? [[NO_OPTION, NO_OPTION_VALUE]] : names.map((name) => [name, variant.options[name]])
  return Object.fromEntries(
    shown.flatMap(([name = '', value = ''], n) => [
      [`Option${n + 1} Name`, isFirst ? name : ''],
      [`Option${n + 1} Value`, value],
    ]),
  )
}
