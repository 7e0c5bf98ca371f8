// Which variant each line of a product means, and what it changes about it.
import type { Product, Variant, VariantInput } from '../schema.ts'
import {
  type CellError,
  changed,
  hiddenMetadata,
  overlay,
  readVariantCells,
  type VariantFields,
  variantCells,
} from './cells.ts'
import { columnOf } from './columns.ts'
import type { PlanContext } from './context.ts'
import { type FileOptions, optionNames, valuesOf, valuesUnder } from './options.ts'
import type { Line, RowError } from './sheet.ts'

/** A good line. `changes` is all of a new variant, and what differs of an existing one. */
export type VariantRow = {
  existing: Variant | undefined
  values: readonly string[]
  changes: Omit<VariantInput, 'id' | 'options'>
}

type Candidate = { line: Line; values: readonly string[] | undefined; existing?: Variant }

/** Reads the variant lines of a product. A faulty one is reported and left out. */
export function readVariants(
  lines: readonly Line[],
  options: FileOptions,
  existing: Product | undefined,
  context: PlanContext,
): { rows: VariantRow[]; errors: RowError[] } {
  const { candidates, errors } = readCandidates(lines, options)
  if (existing !== undefined) matchVariants(candidates, options, existing)
  const rows = candidates.flatMap(({ line, values: given, existing: variant }): VariantRow[] => {
    const values = given ?? (variant && existing && valuesUnder(options.names, variant, existing))
    const { changes, faults } =
      values === undefined
        ? { changes: {}, faults: [UNKNOWN_VARIANT] }
        : readChanges(line, variant, { values, options, context })
    errors.push(...faults.map((fault) => ({ row: line.row, ...fault })))
    return values === undefined || faults.length > 0 ? [] : [{ existing: variant, values, changes }]
  })
  return { rows, errors }
}

const UNKNOWN_VARIANT = {
  column: 'Option1 Value',
  message: 'is missing, and the product has no variant with this SKU',
}

/** The lines with option values that hold together; two lines cannot mean the same variant. */
function readCandidates(lines: readonly Line[], options: FileOptions) {
  const errors: RowError[] = []
  const rowOf = new Map<string, number>()
  const candidates = lines.flatMap((line): Candidate[] => {
    const { row } = line
    const values = valuesOf(line, options)
    if (values !== undefined && 'column' in values) {
      errors.push({ row, ...values })
      return []
    }
    const claims = [
      ['Option1 Value', values && JSON.stringify(values)],
      ['Variant SKU', line.cells['Variant SKU'] || undefined],
    ].filter(([, value]) => value !== undefined)
    const taken = claims.find((claim) => rowOf.has(claim.join()))
    if (taken !== undefined) {
      const [column = ''] = taken
      errors.push({ row, column, message: `is the same as in row ${rowOf.get(taken.join())}` })
      return []
    }
    for (const claim of claims) rowOf.set(claim.join(), row)
    return [{ line, values }]
  })
  return { candidates, errors }
}

/** By option values first, so that no SKU takes what another line names by its options. */
function matchVariants(candidates: readonly Candidate[], { names }: FileOptions, existing: Product): void {
  const keyOf = (values: readonly string[] | undefined) => JSON.stringify(values)
  const byValues = new Map(existing.variants.map((each) => [keyOf(valuesUnder(names, each, existing)), each]))
  const bySku = new Map(existing.variants.map((each) => [each.sku ?? '', each]))
  const claimed = new Set<Variant>()
  const match = (find: (candidate: Candidate) => Variant | undefined): void => {
    for (const candidate of candidates) {
      const variant = candidate.existing === undefined ? find(candidate) : undefined
      if (variant === undefined || claimed.has(variant)) continue
      candidate.existing = variant
      claimed.add(variant)
    }
  }
  match(({ values }) => byValues.get(keyOf(values)))
  match(({ line }) => (line.cells['Variant SKU'] ? bySku.get(line.cells['Variant SKU']) : undefined))
  // A product that gets its first options: the variant that it had becomes the first of the new ones.
  if (optionNames(existing).length === 0) match(() => existing.variants[0])
}

/** What a line changes of its variant, or all that it says of a new one. */
function readChanges(
  { cells }: Line,
  variant: Variant | undefined,
  { values, options, context }: { values: readonly string[]; options: FileOptions; context: PlanContext },
): { changes: VariantRow['changes']; faults: CellError[] } {
  const { currency } = context
  const before = variant && variantCells(variant, currency)
  const { fields, errors } = readVariantCells(overlay(before, cells), currency)
  const changes = toInput(
    changed(before ? readVariantCells(before, currency).fields : {}, fields),
    variant,
    currency,
  )
  const optionsOf = Object.fromEntries(options.names.map((name, n) => [name, values[n] ?? '']))
  const faults = context
    .faultsOf({ variants: [{ ...changes, options: optionsOf }] })
    .map(({ path, message }) => {
      const slot = path[2] === 'options' ? options.slots[options.names.indexOf(String(path[3]))] : undefined
      return { column: slot === undefined ? columnOf(path) : `Option${slot} Value`, message }
    })
  return { changes, faults: [...errors, ...faults] }
}

/** Prices in other currencies and metadata without a column stay. */
function toInput(
  { price, metadata, ...same }: Partial<VariantFields>,
  variant: Variant | undefined,
  currency: string,
): VariantRow['changes'] {
  const others = (variant?.prices ?? []).filter((other) => other.currency !== currency)
  return {
    ...same,
    ...(price !== undefined && { prices: price === null ? others : [...others, { ...price, currency }] }),
    ...(metadata && { metadata: { ...hiddenMetadata(variant?.metadata ?? {}, 'variant'), ...metadata } }),
  }
}
