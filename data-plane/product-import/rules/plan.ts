// What to do with one product of a file, given the product that has its handle already, if any.
import { isDeepStrictEqual } from 'node:util'
import type { Product, ProductInput, ProductPatch, VariantInput } from '../schema.ts'
import {
  changed,
  hiddenMetadata,
  overlay,
  type ProductFields,
  productCells,
  readProductCells,
} from './cells.ts'
import { columnOf, isVariantColumn } from './columns.ts'
import type { PlanContext } from './context.ts'
import { readImages, shownImages } from './images.ts'
import { type FileOptions, fileOptions, optionNames, valuesUnder } from './options.ts'
import type { Line, RowError } from './sheet.ts'
import { readVariants, type VariantRow } from './variants.ts'

export type Plan =
  | { kind: 'create'; input: ProductInput & { handle: string } }
  | { kind: 'update'; id: string; patch: ProductPatch }
  | { kind: 'unchanged' }
  | { kind: 'skip' }

export type PlannedProduct = { plan: Plan; errors: RowError[] }

/**
 * Decides what the lines of one product change, and what is wrong with them. A faulty variant or image is left out;
 * a fault of the product itself, or of all its variants, leaves out the product.
 */
export function planProduct(
  handle: string,
  lines: readonly Line[],
  existing: Product | undefined,
  context: PlanContext,
): PlannedProduct {
  // What the catalog takes as a whole has no faulty part. Only where there is a fault each part is looked at.
  const whole = planParts(handle, lines, existing, { ...context, faultsOf: () => [] })
  if (whole.errors.length === 0 && context.faultsOf(partOf(whole.plan)).length === 0) return whole
  const planned = planParts(handle, lines, existing, context)
  const faults = context
    .faultsOf(partOf(planned.plan))
    .map(({ path, message }) => ({ row: lines[0]?.row ?? 1, column: columnOf(path), message }))
  return faults.length === 0 ? planned : skip([...planned.errors, ...faults])
}

const partOf = (plan: Plan): ProductPatch =>
  plan.kind === 'create' ? plan.input : plan.kind === 'update' ? plan.patch : {}

function planParts(
  handle: string,
  lines: readonly Line[],
  existing: Product | undefined,
  context: PlanContext,
): PlannedProduct {
  const [first] = lines
  if (first === undefined) return skip([])
  const product = readProduct(handle, first, existing, context)
  const saying = lines.filter(saysVariant)
  const variantLines = saying.length === 0 && existing === undefined ? [first] : saying
  const options = fileOptions(variantLines, first.cells, existing)
  if ('missing' in options) {
    return skip([...product.errors, { row: first.row, column: options.missing, message: 'is missing' }])
  }
  const variants = readVariants(variantLines, options, existing, context)
  const images = readImages(lines, existing, context)
  const errors = [...product.errors, ...variants.errors, ...images.errors].sort((a, b) => a.row - b.row)
  const nothingGood = variantLines.length > 0 && variants.rows.length === 0
  if (product.errors.length > 0 || nothingGood) return skip(errors)

  const stranded = existing && strandedVariant(existing, variants.rows, options)
  if (stranded !== undefined) return skip([...errors, { row: first.row, ...stranded }])
  const parts = { fields: product.fields, images: images.images, rows: variants.rows, options }
  const plan = existing === undefined ? planNew(handle, parts) : planChange(existing, parts)
  return { plan, errors }
}

type Parts = {
  fields: ProductFields
  images: Product['images'] | undefined
  rows: readonly VariantRow[]
  options: FileOptions
}

const skip = (errors: RowError[]): PlannedProduct => ({ plan: { kind: 'skip' }, errors })

function saysVariant({ cells }: Line): boolean {
  for (const column in cells) if (cells[column] !== '' && isVariantColumn(column)) return true
  return false
}

/** Reads what a product's first line says of it as a whole. */
function readProduct(
  handle: string,
  { row, cells }: Line,
  existing: Product | undefined,
  { faultsOf }: PlanContext,
): { fields: ProductFields; errors: RowError[] } {
  const before = existing && productCells(existing)
  // A `Published` that stands alone decides over the status that there is.
  const decided = cells.Published && !cells.Status
  const { fields, errors } = readProductCells(
    overlay(before && decided ? { ...before, Status: '' } : before, cells),
  )
  const { title, ...rest } = fields
  const untitled = title === '' && existing === undefined
  return {
    fields,
    errors: [
      ...(untitled ? [{ column: 'Title', message: 'is missing' }] : []),
      ...errors,
      ...faultsOf({ handle, ...rest, ...(title !== '' && { title }) }).map(({ path, message }) => ({
        column: columnOf(path),
        message,
      })),
    ].map((error) => ({ row, ...error })),
  }
}

function planNew(handle: string, { fields, images, rows, options }: Parts): Plan {
  return {
    kind: 'create',
    input: {
      handle,
      title: fields.title,
      ...changed<ProductFields>({}, fields),
      ...(images && { images }),
      options: options.names.map((name) => ({ name })),
      variants: rows.map(({ values, changes }) => ({ ...changes, options: byName(options.names, values) })),
    },
  }
}

function planChange(existing: Product, { fields, images, rows, options }: Parts): Plan {
  const { metadata, ...same } = changed(readProductCells(productCells(existing)).fields, fields)
  const patch: ProductPatch = {
    ...same,
    ...(metadata && { metadata: { ...hiddenMetadata(existing.metadata, 'product'), ...metadata } }),
    ...(images && !isDeepStrictEqual(images, shownImages(existing)) && { images }),
    ...changedVariants(existing, rows, options),
  }
  return Object.keys(patch).length === 0 ? { kind: 'unchanged' } : { kind: 'update', id: existing.id, patch }
}

/** All variants in their order, new ones last, as soon as one of them changes; those that no line names stay. */
function changedVariants(
  existing: Product,
  rows: readonly VariantRow[],
  options: FileOptions,
): Pick<ProductPatch, 'options' | 'variants'> {
  const renamed = !isDeepStrictEqual(options.names, optionNames(existing))
  const names = renamed ? options.names : existing.options.map((option) => option.name)
  const rowOf = new Map(rows.flatMap((row) => (row.existing === undefined ? [] : [[row.existing.id, row]])))
  const kept = existing.variants.map((variant): VariantInput => {
    const row = rowOf.get(variant.id)
    const before = valuesUnder(options.names, variant, existing)
    const values = row?.values ?? before
    const moved = renamed || !isDeepStrictEqual(values, before)
    const title = titleOf(existing.options.map(({ name }) => variant.options[name] ?? ''))
    return {
      id: variant.id,
      ...row?.changes,
      ...(moved && { options: byName(names, values) }),
      ...(moved && variant.title === title && { title: titleOf(values) }),
    }
  })
  const added = rows
    .filter((row) => row.existing === undefined)
    .map(({ values, changes }): VariantInput => ({ ...changes, options: byName(names, values) }))
  const same = !renamed && added.length === 0 && kept.every((variant) => Object.keys(variant).length === 1)
  return same ? {} : { options: names.map((name) => ({ name })), variants: [...kept, ...added] }
}

/** Why a product cannot take new options: a variant that the file does not name would have no value for one. */
function strandedVariant(existing: Product, rows: readonly VariantRow[], { names, slots }: FileOptions) {
  const named = new Set(rows.map((row) => row.existing?.id))
  for (const variant of existing.variants) {
    const at = named.has(variant.id) ? -1 : valuesUnder(names, variant, existing).indexOf('')
    if (at === -1) continue
    const message = `the variant ${variant.title} is not in the file and would have no ${names[at]}`
    return { column: `Option${slots[at]} Name`, message }
  }
  return undefined
}

const byName = (names: readonly string[], values: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, n) => [name, values[n] ?? '']))

const titleOf = (values: readonly string[]): string =>
  values.length === 0 ? 'Default Title' : values.join(' / ')
