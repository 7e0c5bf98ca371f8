import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { optionValues, planVariants } from '../catalog/rules.ts'
import { formatProducts } from './rules/format.ts'
import { type Plan, planProduct } from './rules/plan.ts'
import { linesOf, readSheet } from './rules/sheet.ts'
import { faultsOf, type Product, type ProductPatch } from './schema.ts'

const USD = { currency: 'USD', faultsOf }
const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')

/** Imports a file into a store that is a list of products, and tells what happened. */
function importInto(store: readonly Product[], csv: string, context = USD) {
  const read = readSheet(csv)
  if (!read.ok) throw new Error(read.message)
  const after = new Map(store.map((product) => [product.handle, product]))
  const kinds: string[] = []
  const patches: ProductPatch[] = []
  const errors = [...read.sheet.errors]
  for (const { handle, records } of read.sheet.products) {
    const existing = after.get(handle)
    const planned = planProduct(handle, linesOf(read.sheet.columns, records), existing, context)
    kinds.push(planned.plan.kind)
    errors.push(...planned.errors)
    if (planned.plan.kind === 'update') patches.push(planned.plan.patch)
    if ('input' in planned.plan || 'patch' in planned.plan) after.set(handle, saved(planned.plan, existing))
  }
  return { store: [...after.values()], kinds, patches, errors: errors.sort((a, b) => a.row - b.row) }
}

/** What the catalog makes of a plan, with its own rules and without a database. */
function saved(plan: Exclude<Plan, { kind: 'unchanged' | 'skip' }>, existing: Product | undefined): Product {
  const { options, variants, images, ...fields } = plan.kind === 'create' ? plan.input : plan.patch
  const base = existing ?? { ...EMPTY, id: fields.handle ?? '' }
  const planned = planVariants(
    options ?? base.options.map(({ name }) => ({ name })),
    variants ?? base.variants.map(({ id, options }) => ({ id, options })),
    base.variants,
  )
  if (!planned.ok) throw new Error(JSON.stringify(planned.issues))
  return {
    ...base,
    ...(fields as Partial<Product>),
    images: images?.map(({ url = '', alt, media_id = null }) => ({ url, alt, media_id })) ?? base.images,
    options: optionValues(planned.names, planned.variants),
    variants: planned.variants.map(({ option_values, position: _p, inventory_quantity, ...variant }) => ({
      ...variant,
      id: variant.id ?? randomUUID(),
      options: Object.fromEntries(planned.names.map((name, n) => [name, option_values[n] ?? ''])),
      inventory_quantity:
        inventory_quantity ?? base.variants.find(({ id }) => id === variant.id)?.inventory_quantity ?? 0,
    })) as Product['variants'],
  }
}

const EMPTY: Product = {
  id: '',
  title: '',
  handle: '',
  description: '',
  status: 'draft',
  vendor: '',
  product_type: '',
  tags: [],
  options: [],
  images: [],
  seo_title: '',
  seo_description: '',
  metadata: {},
  brand_id: null,
  merchant_id: null,
  category_ids: [],
  variants: [],
  created_at: '',
  updated_at: '',
}

const garden = importInto([], fixture('garden.csv'))
const find = (store: readonly Product[], handle: string): Product => {
  const product = store.find((product) => product.handle === handle)
  if (product === undefined) throw new Error(`No product ${handle}`)
  return product
}

describe('reading a file', () => {
  test.each([
    ['nothing of the kind', '{"title":"Shirt"}', 'Missing: Handle, Title.'],
    ['semicolons', 'Handle;Title\na;A', 'Missing: Handle, Title.'],
    ['no titles', 'Handle,Vendor\na,A', 'Missing: Title.'],
    ['a column twice', 'Handle,Title,title\na,A,B', 'names the column Title twice'],
    ['an open quote', 'Handle,Title\na,"A\n', 'a quoted cell is never closed'],
  ])('refuses %s', (_, csv, message) => {
    expect(readSheet(csv)).toEqual({ ok: false, message: expect.stringContaining(message) })
  })

  test('tolerates a byte order mark, other case, blank lines, mixed line ends and short rows', () => {
    const { store, errors } = importInto([], '\ufeffHANDLE,title,Vendor\r\n\r\n , ,\na,A\nb,B,V\r\n')
    expect(errors).toEqual([])
    expect(store.map(({ handle, title, vendor }) => [handle, title, vendor])).toEqual([
      ['a', 'A', ''],
      ['b', 'B', 'V'],
    ])
  })

  test('counts rows as a spreadsheet does: blank lines count, line breaks within a cell do not', () => {
    const csv = 'Handle,Title,Body (HTML),Variant Price\na,A,"one\ntwo\nthree",1\n\nb,B,,x\n'
    expect(importInto([], csv).errors).toMatchObject([{ row: 4, column: 'Variant Price' }])
  })

  test('a row with more cells than columns is left out', () => {
    const { errors, kinds } = importInto([], 'Handle,Title\na,A\nb,B,what\nc,C,,\n')
    expect(errors).toEqual([
      { row: 3, column: '', message: 'has more cells than the first line has columns' },
    ])
    expect(kinds).toEqual(['create', 'create'])
  })
})

describe('new products', () => {
  test('fields, options, images and metadata', () => {
    expect(garden.errors).toEqual([])
    expect(find(garden.store, 'copper-watering-can')).toMatchObject({
      title: 'Copper watering can',
      description: '<p>Holds 2 l, pours "drop by drop".</p>\n<ul>\n  <li>Copper</li>\n</ul>',
      status: 'active',
      vendor: 'Thistle & Sons',
      product_type: 'Tools',
      tags: ['copper', 'watering', 'gift'],
      options: [],
      images: [
        { url: 'https://images.example/can.jpg', alt: 'A can' },
        { url: 'https://images.example/can-side.jpg', alt: '' },
      ],
      seo_title: 'Watering can',
      metadata: { 'Gift Card': 'false', 'Google Shopping / Google Product Category': 'Home & Garden' },
      variants: [
        {
          title: 'Default Title',
          sku: 'CAN-1',
          barcode: '4006381333931',
          weight_grams: 900,
          inventory_quantity: 12,
          inventory_tracked: true,
          prices: [{ amount: 3900, currency: 'USD', compare_at_amount: 4550 }],
          metadata: { 'Variant Fulfillment Service': 'manual', 'Cost per item': '18.20' },
        },
      ],
    })
  })

  test('variants whose rows stand apart', () => {
    const gloves = find(garden.store, 'garden-gloves')
    expect(gloves.options).toEqual([
      { name: 'Size', values: ['S', 'M', 'L'] },
      { name: 'Colour', values: ['Moss', 'Clay'] },
    ])
    expect(gloves.variants.map(({ title, inventory_quantity }) => [title, inventory_quantity])).toEqual([
      ['S / Moss', 4],
      ['M / Moss', 0],
      ['M / Clay', -3],
      ['L / Clay', 7],
    ])
  })

  test('blank cells', () => {
    expect(find(garden.store, 'old-rake')).toMatchObject({
      status: 'archived',
      variants: [{ prices: [], sku: null }],
    })
    const voucher = { inventory_tracked: false, requires_shipping: false, taxable: false }
    expect(find(garden.store, 'seed-voucher')).toMatchObject({ status: 'draft', variants: [voucher] })
    const tree = {
      status: 'active',
      tags: ['trees', 'fruit'],
      variants: [{ weight_unit: 'lb', weight_grams: 4536 }],
    }
    expect(find(garden.store, 'pear-tree-espalier')).toMatchObject(tree)
  })

  test('the template of 2024', () => {
    const { store, errors } = importInto([], fixture('template-2024.csv'))
    expect(errors).toEqual([])
    expect(store).toMatchObject([
      {
        handle: 'bird-feeder',
        status: 'active',
        description: '<p>For small birds</p>',
        images: [{ url: 'https://images.example/feeder.jpg', alt: 'A feeder' }],
        metadata: { 'Product category': 'Home & Garden > Birds', 'Gift Card': 'FALSE' },
        variants: [
          { sku: 'BIRD-1', options: { Wood: 'Oak' }, prices: [{ amount: 2450 }], inventory_policy: 'deny' },
          { sku: 'BIRD-2', weight_grams: 650, taxable: false, inventory_policy: 'continue' },
        ],
      },
    ])
  })

  test('images are sorted by position; an image that each variant repeats counts once', () => {
    const csv =
      'Handle,Title,Option1 Name,Option1 Value,Image Src,Image Position\na,A,Size,S,u2,2\na,,,M,u2,2\na,,,,u3,\na,,,,u1,1\n'
    expect(importInto([], csv).store[0]?.images.map((image) => image.url)).toEqual(['u1', 'u2', 'u3'])
  })
})

test('faults are reported by row and column, and what is good is kept', () => {
  const { errors, store } = importInto([], fixture('faulty.csv'))
  expect(errors.map(({ row, column, message }) => `${row} ${column}: ${message}`)).toMatchInlineSnapshot(`
    [
      "3 Variant Price: must be a price in USD such as 19.99, not negative, with at most 2 decimals",
      "4 Option1 Value: is the same as in row 2",
      "5 Option1 Value: is missing",
      "6 Handle: is missing",
      "7 Handle: must be lower-case letters, digits, and - _ . between them",
      "8 Title: is missing",
      "9 Variant Price: must be a price in USD such as 19.99, not negative, with at most 2 decimals",
      "9 Variant Inventory Qty: must be a whole number",
      "9 Variant Inventory Policy: must be one of deny, continue, false, true",
      "9 Variant Grams: must be a whole number",
      "9 Variant Weight Unit: must be one of g, kg, oz, lb",
      "10 Image Position: must be a whole number",
      "11 Status: must be one of draft, active, archived",
      "12 Title: may have at most 255 characters",
      "14 Variant Inventory Qty: must be a whole number",
    ]
  `)
  const skus = Object.fromEntries(
    store.map(({ handle, variants }) => [handle, variants.map(({ sku }) => sku)]),
  )
  expect(skus).toEqual({ fork: ['FORK-S'], hoe: [null], bucket: ['FORK-S'], trowel: ['TRO-1'] })
})

describe('importing into a store that has the products', () => {
  const reimport = (csv: string, store = garden.store) => importInto(store, csv)

  test('the same file again changes nothing', () => {
    const { kinds, errors } = reimport(fixture('garden.csv'))
    expect(errors).toEqual([])
    expect(new Set(kinds)).toEqual(new Set(['unchanged']))
  })

  test('writes what differs and nothing else', () => {
    const { patches, store } = reimport(
      'Handle,Title,Vendor,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant Price\n' +
        'garden-gloves,Garden gloves,,Size,M,Colour,Moss,12.5\n' +
        'garden-gloves,,,,M,,Clay,14\n',
    )
    const before = find(garden.store, 'garden-gloves')
    const ids = before.variants.map((variant) => variant.id)
    expect(patches).toEqual([
      {
        vendor: '',
        options: [{ name: 'Size' }, { name: 'Colour' }],
        variants: [
          { id: ids[0] },
          { id: ids[1] },
          { id: ids[2], prices: [{ amount: 1400, currency: 'USD', compare_at_amount: null }] },
          { id: ids[3] },
        ],
      },
    ])
    expect(find(store, 'garden-gloves').images).toEqual(before.images)
  })

  test('a blank cell empties a field, but keeps title, status, stock and what else cannot be blank', () => {
    const csv =
      'Handle,Title,Tags,Status,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,' +
      'Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Taxable,Image Src,Cost per item\n' +
      'copper-watering-can,,,,,Title,Default Title,,,,,,,,,\n'
    const before = find(garden.store, 'copper-watering-can')
    expect(find(reimport(csv).store, 'copper-watering-can')).toEqual({
      ...before,
      tags: [],
      images: [],
      variants: [
        {
          ...before.variants[0],
          sku: null,
          prices: [],
          inventory_tracked: false,
          metadata: { 'Variant Fulfillment Service': 'manual' },
        },
      ],
    })
  })

  test('Published alone changes the status; beside a Status it says nothing', () => {
    const status = (csv: string) => find(reimport(csv).store, 'old-rake').status
    expect(status('Handle,Title,Published\nold-rake,,true\n')).toBe('active')
    expect(status('Handle,Title,Published,Status\nold-rake,,true,\n')).toBe('active')
    expect(status('Handle,Title,Published,Status\nold-rake,,true,draft\n')).toBe('draft')
    expect(status('Handle,Title,Published\nold-rake,Rake,\n')).toBe('archived')
  })

  test('variants are found by SKU where their options changed or are not in the file', () => {
    const csv = 'Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU\n'
    const renamed = find(
      reimport(`${csv}garden-gloves,,Size,XS,Colour,Moss,GLO-S-M\n`).store,
      'garden-gloves',
    )
    expect(renamed.variants.map((variant) => variant.title)).toEqual([
      'XS / Moss',
      'M / Moss',
      'M / Clay',
      'L / Clay',
    ])
    expect(renamed.variants[0]?.id).toBe(find(garden.store, 'garden-gloves').variants[0]?.id)

    const priced = reimport(
      'Handle,Title,Variant SKU,Variant Price\ngarden-gloves,,GLO-L-C,20\ngarden-gloves,,GLO-?,1\n',
    )
    expect(priced.errors).toMatchObject([{ row: 3, column: 'Option1 Value' }])
    expect(find(priced.store, 'garden-gloves').variants[3]?.prices).toMatchObject([{ amount: 2000 }])
  })

  test('an option may be renamed, or be the first; variants without a value for a new one are an error', () => {
    const csv = 'Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant Price\n'
    const renamed = find(reimport(`${csv}garden-gloves,,Size,S,Color,Moss,12.5\n`).store, 'garden-gloves')
    expect(renamed.options.map((option) => option.name)).toEqual(['Size', 'Color'])
    expect(renamed.variants.map((variant) => variant.options.Color)).toEqual(['Moss', 'Moss', 'Clay', 'Clay'])

    const split = find(reimport(`${csv}old-rake,,Width,Wide,,,5\nold-rake,,,Narrow,,,4\n`).store, 'old-rake')
    expect(split.variants.map(({ id, title }) => [id, title])).toEqual([
      [find(garden.store, 'old-rake').variants[0]?.id, 'Wide'],
      [expect.any(String), 'Narrow'],
    ])

    const { errors, kinds } = reimport(`${csv}pear-tree-espalier,,Height,2 m,Pot,Clay,9\n`)
    expect(kinds).toEqual(['skip'])
    expect(errors).toMatchObject([{ row: 2, column: 'Option2 Name' }])
  })

  test('a faulty row leaves its variant, and a faulty image all images, as they were', () => {
    const csv = fixture('garden.csv')
      .replace(',12.5,', ',12.505,')
      .replace('gloves-clay.jpg,2', 'gloves-clay.jpg,two')
    const { errors, kinds } = reimport(csv)
    expect(errors.map(({ row, column }) => [row, column])).toEqual([
      [4, 'Variant Price'],
      [5, 'Image Position'],
    ])
    expect(new Set(kinds)).toEqual(new Set(['unchanged']))
  })

  test('prices in other currencies and metadata that no column can hold stay', () => {
    const euro = { amount: 1, currency: 'EUR', compare_at_amount: null }
    const rake = find(garden.store, 'old-rake')
    const variants = rake.variants.map((variant) => ({
      ...variant,
      prices: [euro],
      metadata: { shelf: '7' },
    }))
    const store = [{ ...rake, metadata: { Title: 'x' }, variants }]
    const csv =
      'Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Colour,Season\nold-rake,,Title,Default Title,3,red,winter\n'
    expect(reimport(csv, store).store).toMatchObject([
      {
        metadata: { Title: 'x', Season: 'winter' },
        variants: [
          {
            prices: [euro, { amount: 300, currency: 'USD', compare_at_amount: null }],
            metadata: { shelf: '7', 'Variant Colour': 'red' },
          },
        ],
      },
    ])
  })
})

describe('exporting', () => {
  test('starts with the classic header and lets no cell be touched', () => {
    const csv = formatProducts(garden.store, 'USD')
    expect(csv.split('\n')[0]).toMatch(
      /^Handle,Title,Body \(HTML\),Vendor,.*,Variant Tax Code,Cost per item,Status$/,
    )
    expect(csv).toContain('=1+1 is no formula here')
  })

  test('prices have the decimals of their currency', () => {
    const csv = 'Handle,Title,Variant Price\na,A,500\n'
    const yen = { ...USD, currency: 'JPY' }
    const { store } = importInto([], csv, yen)
    expect(store[0]?.variants[0]?.prices).toMatchObject([{ amount: 500, currency: 'JPY' }])
    expect(formatProducts(store, 'JPY')).toContain(',500,')
    expect(importInto([], csv.replace('500', '5.5'), yen).errors).toMatchObject([{ column: 'Variant Price' }])
  })

  test('whatever products a store holds, their export changes none of them and makes the same export elsewhere', () => {
    fc.assert(
      fc.property(fc.array(anyProduct, { maxLength: 4 }), (products) => {
        const store = products.map((product, i) => ({ ...product, id: `p${i}`, handle: `p${i}` }))
        const csv = formatProducts(store, 'USD')
        const again = importInto(store, csv)
        expect(again.errors).toEqual([])
        expect(again.kinds).toEqual(store.map(() => 'unchanged'))
        const elsewhere = importInto([], csv)
        expect(elsewhere.errors).toEqual([])
        expect(formatProducts(elsewhere.store, 'USD')).toBe(csv)
      }),
      { numRuns: 100 },
    )
  })
})

const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'a',
    ' a ',
    '"',
    'x"y',
    'a,b',
    '1\n2',
    '1\r2',
    '1\r\n2',
    '=1+1',
    '\ufeffz',
    'true',
    '0',
  ),
  fc.string({ maxLength: 8 }),
)
const solid = text.filter((value) => value.trim() !== '')
const key = fc.constantFrom(
  'Season',
  'season',
  'Title',
  'SKU',
  'Gift Card',
  'Variant Colour',
  'Cost per item',
  ' ',
  'a\rb',
  '__proto__',
)
const metadata = fc.dictionary(key, text)
const price = fc.record({
  amount: fc.nat(),
  currency: fc.constantFrom('USD', 'EUR'),
  compare_at_amount: fc.option(fc.nat()),
})
const anyVariant = fc.record({
  sku: fc.option(fc.uuid()),
  barcode: text,
  prices: fc.uniqueArray(price, { selector: (price) => price.currency }),
  inventory_quantity: fc.nat(1000),
  inventory_tracked: fc.boolean(),
  inventory_policy: fc.constantFrom('deny', 'continue'),
  weight_grams: fc.nat(1000),
  weight_unit: fc.constantFrom('g', 'kg', 'oz', 'lb'),
  requires_shipping: fc.boolean(),
  taxable: fc.boolean(),
  tax_class: fc.constant('standard'),
  image_url: text,
  metadata,
})
const option = fc.record({
  name: fc.oneof(fc.constantFrom('Title', 'Size', ' Size'), solid),
  values: fc.uniqueArray(fc.oneof(fc.constantFrom('Default Title', 'S'), solid), {
    minLength: 1,
    maxLength: 3,
  }),
})
const anyProduct = fc
  .record({
    title: solid,
    description: text,
    status: fc.constantFrom('draft', 'active', 'archived'),
    vendor: text,
    product_type: text,
    tags: fc.array(
      text.filter((tag) => tag !== ''),
      { maxLength: 3 },
    ),
    images: fc.array(fc.record({ url: solid, alt: text, media_id: fc.constant(null) }), { maxLength: 4 }),
    seo_title: text,
    seo_description: text,
    metadata,
    options: fc.uniqueArray(option, { maxLength: 3, selector: (option) => option.name }),
    variants: fc.array(anyVariant, { minLength: 27, maxLength: 27 }),
  })
  .map(({ options, variants, ...product }): Product => {
    const combinations = options.reduce<Record<string, string>[]>(
      (all, { name, values }) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
      [{}],
    )
    return {
      ...EMPTY,
      ...product,
      options,
      variants: combinations.map((options, i) => ({
        ...variants[i]!,
        id: randomUUID(),
        title: 'Any',
        options,
      })),
    }
  })
