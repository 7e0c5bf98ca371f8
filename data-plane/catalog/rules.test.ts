import { expect, test } from 'vitest'
import { optionValues, planOptions, planVariants } from './rules.ts'
import type { Variant } from './schema.ts'

test.each([
  { name: 'one variant needs no options', declared: undefined, variants: [{}], names: [], values: [[]] },
  {
    name: 'several variants without options are told apart by title',
    declared: undefined,
    variants: [{ title: 'Small' }, { title: 'Large' }],
    names: ['Title'],
    values: [['Small'], ['Large']],
  },
  {
    name: 'options may appear on the variants only',
    declared: undefined,
    variants: [{ options: { Size: 'S', Color: 'Red' } }, { options: { Size: 'M', Color: 'Red' } }],
    names: ['Size', 'Color'],
    values: [
      ['S', 'Red'],
      ['M', 'Red'],
    ],
  },
  {
    name: 'declared options give the order',
    declared: [{ name: 'Color' }, { name: 'Size' }],
    variants: [{ options: { Size: 'S', Color: 'Red' } }],
    names: ['Color', 'Size'],
    values: [['Red', 'S']],
  },
])('$name', ({ declared, variants, names, values }) => {
  expect(planOptions(declared, variants)).toEqual({ ok: true, names, values })
})

test.each([
  {
    name: 'a variant lacks an option',
    declared: [{ name: 'Size' }],
    variants: [{ options: { Size: 'S' } }, {}],
    path: 'variants.1.options.Size',
  },
  {
    name: 'an option that the product lacks',
    declared: [{ name: 'Size' }],
    variants: [{ options: { Size: 'S', Fit: 'Slim' } }],
    path: 'variants.0.options.Fit',
  },
  {
    name: 'a value that is not allowed',
    declared: [{ name: 'Size', values: ['S'] }],
    variants: [{ options: { Size: 'M' } }],
    path: 'variants.0.options.Size',
  },
  {
    name: 'the same options twice',
    declared: undefined,
    variants: [{ options: { Size: 'S' } }, { options: { Size: 'S' } }],
    path: 'variants.1.options',
  },
  {
    name: 'an option named twice',
    declared: [{ name: 'Size' }, { name: 'Size' }],
    variants: [{ options: { Size: 'S' } }],
    path: 'options',
  },
  {
    name: 'several variants without options and titles',
    declared: undefined,
    variants: [{}, {}],
    path: 'variants.0.title',
  },
])('refused: $name', ({ declared, variants, path }) => {
  const plan = planOptions(declared, variants)
  expect(plan.ok ? [] : plan.issues.map((issue) => issue.path)).toContain(path)
})

const variant = (id: string, size: string, over: Partial<Variant> = {}): Variant => ({
  id,
  title: size,
  sku: `SKU-${size}`,
  barcode: '',
  options: { Size: size },
  prices: [{ amount: 100, currency: 'USD', compare_at_amount: null }],
  inventory_quantity: 5,
  inventory_tracked: true,
  inventory_policy: 'deny',
  weight_grams: 0,
  weight_unit: 'kg',
  requires_shipping: true,
  taxable: true,
  tax_class: 'standard',
  image_url: '',
  metadata: {},
  ...over,
})

test('a wanted variant finds its own by id or by options, keeps what it does not mention; others are new or removed', () => {
  const existing = [variant('s', 'S'), variant('m', 'M'), variant('l', 'L')]
  const plan = planVariants(
    [{ name: 'Size' }],
    [{ id: 's', sku: 'NEW' }, { options: { Size: 'M' } }, { options: { Size: 'XL' } }],
    existing,
  )
  expect(plan).toMatchObject({
    ok: true,
    removed: ['l'],
    variants: [
      { id: 's', sku: 'NEW', option_values: ['S'], position: 0, inventory_quantity: undefined },
      { id: 'm', sku: 'SKU-M', option_values: ['M'], prices: [{ amount: 100 }] },
      { id: undefined, sku: null, option_values: ['XL'], inventory_quantity: 0 },
    ],
  })
})

test('two variants may swap their options by id', () => {
  const existing = [variant('s', 'S'), variant('m', 'M')]
  const plan = planVariants(
    [{ name: 'Size' }],
    [
      { id: 's', options: { Size: 'M' } },
      { id: 'm', options: { Size: 'S' } },
    ],
    existing,
  )
  expect(plan).toMatchObject({
    ok: true,
    removed: [],
    variants: [
      { id: 's', option_values: ['M'] },
      { id: 'm', option_values: ['S'] },
    ],
  })
})

test('an id of another product is refused with its path', () => {
  expect(planVariants(undefined, [{ id: 'x' }], [])).toEqual({
    ok: false,
    issues: [{ path: 'variants.0.id', message: 'is not a variant of this product' }],
  })
})

test('an option lists each value once, in order of appearance', () => {
  const variants = [{ option_values: ['M', 'Red'] }, { option_values: ['S', 'Red'] }]
  expect(optionValues(['Size', 'Color'], variants)).toEqual([
    { name: 'Size', values: ['M', 'S'] },
    { name: 'Color', values: ['Red'] },
  ])
})
