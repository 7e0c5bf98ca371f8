// Decisions about products, taken from the arguments alone.
import type { FieldIssue } from '../../shared/errors.ts'
import { defined } from '../../shared/objects.ts'
import type { ProductInput, Variant, VariantInput } from './schema.ts'

/** How the only variant of a product without options is called, as at Shopify. It says nothing to people. */
export const DEFAULT_VARIANT_TITLE = 'Default Title'

export type OptionPlan =
  | { ok: true; names: string[]; values: string[][] }
  | { ok: false; issues: FieldIssue[] }

/**
 * Which options a product has and each variant's value for each of them, in order.
 * Options may be named on the product, or only appear on its variants; several variants without any are told apart
 * by their titles, as an option named `Title`.
 */
export function planOptions(
  declared: ProductInput['options'],
  variants: readonly VariantInput[],
): OptionPlan {
  const onVariants = [...new Set(variants.flatMap((variant) => Object.keys(variant.options ?? {})))]
  const byTitle = declared === undefined && onVariants.length === 0 && variants.length > 1
  const names = byTitle ? ['Title'] : (declared?.map((option) => option.name) ?? onVariants)
  const issues: FieldIssue[] = []
  if (new Set(names).size !== names.length) issues.push({ path: 'options', message: 'names an option twice' })
  if (names.length > 3) issues.push({ path: 'options', message: 'a product has at most 3 options' })
  const values = variants.map((variant, i) => {
    const given = byTitle ? { Title: variant.title ?? '' } : (variant.options ?? {})
    for (const name of Object.keys(given)) {
      if (!names.includes(name))
        issues.push({ path: `variants.${i}.options.${name}`, message: 'is not an option of this product' })
    }
    return names.map((name, n) => {
      const value = given[name] ?? ''
      if (value === '')
        issues.push({
          path: byTitle ? `variants.${i}.title` : `variants.${i}.options.${name}`,
          message: 'is required',
        })
      const allowed = declared?.[n]?.values
      if (value !== '' && allowed !== undefined && !allowed.includes(value)) {
        issues.push({ path: `variants.${i}.options.${name}`, message: `is not one of ${allowed.join(', ')}` })
      }
      return value
    })
  })
  const seen = new Set<string>()
  for (const [i, combination] of values.entries()) {
    const key = JSON.stringify(combination)
    if (seen.has(key))
      issues.push({ path: `variants.${i}.options`, message: 'another variant has the same options' })
    seen.add(key)
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, names, values }
}

/** The values that each option takes among the variants, in order of appearance. */
export function optionValues(
  names: readonly string[],
  variants: readonly { option_values: readonly string[] }[],
) {
  return names.map((name, n) => ({
    name,
    values: [...new Set(variants.map((variant) => variant.option_values[n] ?? ''))],
  }))
}

/** A variant's title when none was given. */
const variantTitle = (values: readonly string[]): string =>
  values.length === 0 ? DEFAULT_VARIANT_TITLE : values.join(' / ')

const VARIANT_DEFAULTS = {
  sku: null,
  barcode: '',
  prices: [],
  inventory_tracked: true,
  inventory_policy: 'deny',
  weight_grams: 0,
  weight_unit: 'kg',
  requires_shipping: true,
  taxable: true,
  tax_class: 'standard',
  image_url: '',
  metadata: {},
} satisfies Partial<VariantInput>

export type PlannedVariant = Omit<Variant, 'id' | 'options' | 'inventory_quantity'> & {
  id: string | undefined
  option_values: string[]
  position: number
  /** Undefined: stock stays what it is, whatever is sold meanwhile. */
  inventory_quantity: number | undefined
}

export type VariantPlan =
  | { ok: true; names: string[]; variants: PlannedVariant[]; removed: string[] }
  | { ok: false; issues: FieldIssue[] }

/**
 * How a product's variants become those wanted. A wanted variant with an id, or else with the same options as an
 * existing one, changes that one and keeps what it does not mention; the others are new; existing ones that nobody
 * mentions are removed.
 */
export function planVariants(
  declared: ProductInput['options'],
  wanted: readonly VariantInput[],
  existing: readonly Variant[],
): VariantPlan {
  const byId = new Map(existing.map((variant) => [variant.id, variant]))
  const unknown = wanted.flatMap((variant, i) =>
    variant.id !== undefined && !byId.has(variant.id)
      ? [{ path: `variants.${i}.id`, message: 'is not a variant of this product' }]
      : [],
  )
  if (unknown.length > 0) return { ok: false, issues: unknown }
  const merged = wanted.map((variant) => ({
    ...fieldsOf(variant.id === undefined ? undefined : byId.get(variant.id)),
    ...variant,
  }))
  const options = planOptions(declared, merged)
  if (!options.ok) return options
  const byOptions = new Map(
    existing.map((variant) => [
      JSON.stringify(options.names.map((name) => variant.options[name] ?? '')),
      variant,
    ]),
  )
  const claimed = new Set(wanted.flatMap((variant) => variant.id ?? []))
  const variants = merged.map((variant, position): PlannedVariant => {
    const values = options.values[position] ?? []
    const same = variant.id === undefined ? byOptions.get(JSON.stringify(values)) : byId.get(variant.id)
    const before =
      same !== undefined && (variant.id !== undefined || !claimed.has(same.id)) ? same : undefined
    if (before !== undefined) claimed.add(before.id)
    return {
      ...VARIANT_DEFAULTS,
      ...fieldsOf(before),
      title: variantTitle(values),
      ...defined({
        ...variant,
        prices: variant.prices?.map((price) => ({
          ...price,
          compare_at_amount: price.compare_at_amount ?? null,
        })),
      }),
      id: before?.id,
      option_values: values,
      position,
      inventory_quantity: wanted[position]?.inventory_quantity ?? (before === undefined ? 0 : undefined),
    }
  })
  return {
    ok: true,
    names: options.names,
    variants,
    removed: existing.filter((variant) => !claimed.has(variant.id)).map((variant) => variant.id),
  }
}

const fieldsOf = (variant: Variant | undefined): Partial<Variant> => variant ?? {}
