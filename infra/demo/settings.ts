// How a demo store sells: markets, taxes, locations, promotions, gift cards, groups.
import type { Ask } from './client.ts'
import type { DemoStore } from './store-data.ts'

type Named = { id: string }
type Setting = readonly [method: string, path: string, body: unknown]

const flat = (currency: string, amount: number, free_above: number | null = null) => ({
  ...{ type: 'flat', currency, amount, free_above },
})
const vat = (country: string, name: string, ppm: number): Setting => [
  'POST',
  '/admin/v1/tax-regions',
  { country, name, rates: [{ code: 'vat', name: 'VAT', ppm }] },
]

const EUROPE = {
  ...{ code: 'eu', name: 'European Union', countries: ['DE', 'FR', 'NL', 'AT'], currency: 'EUR' },
  ...{ locale: 'de-DE', locales: ['de-DE', 'fr-FR', 'en-IE'], prices_include_tax: true },
  shipping_methods: [
    {
      ...{ code: 'standard', name: 'Standard', carrier: 'DHL', min_days: 4, max_days: 8 },
      rates: [flat('EUR', 990, 12_000)],
    },
  ],
}

const AMERICAN: readonly Setting[] = [
  [
    'PATCH',
    '/admin/v1/store',
    { default_market: 'us', low_stock_threshold: 5, return_days: 30, abandoned_checkout_minutes: 120 },
  ],
  ['PATCH', '/admin/v1/markets/in', { status: 'inactive' }],
  ['POST', '/admin/v1/markets', EUROPE],
  ['POST', '/admin/v1/tax-regions/us-states', {}],
  vat('DE', 'Germany', 190_000),
  vat('FR', 'France', 200_000),
  vat('NL', 'Netherlands', 210_000),
  vat('AT', 'Austria', 200_000),
]

const GST = { combinable: false, gst: true }
const INDIAN: readonly Setting[] = [
  [
    'PATCH',
    '/admin/v1/store',
    { default_market: 'in', low_stock_threshold: 8, return_days: 15, abandoned_checkout_minutes: 120 },
  ],
  [
    'PATCH',
    '/admin/v1/markets/in',
    {
      prices_include_tax: true,
      tax_origin: { country: 'IN', province: 'KL' },
      cash_on_delivery_limits: [{ amount: 2_500_000, currency: 'INR' }],
    },
  ],
]
/** The reduced rate of food stands beside the usual one. */
const FOOD_RATE = {
  ...GST,
  ...{ code: 'gst_food', name: 'GST', ppm: 50_000 },
  product_types: ['Whole spices', 'Ground spices', 'Blends', 'Pantry', 'Tea', 'Coffee'],
}
const USUAL_RATE = { ...GST, code: 'gst', name: 'GST', ppm: 180_000 }

/** Markets with their shipping, and taxes. */
export async function setTerms(owner: Ask, { market }: DemoStore, at: Date): Promise<void> {
  for (const [method, path, body] of market === 'us' ? AMERICAN : INDIAN)
    await owner(method, path, { at, body })
  if (market === 'us') return
  const { data } = await owner<{ data: (Named & { country: string })[] }>('GET', '/admin/v1/tax-regions', {
    at,
  })
  const india = data.find(({ country }) => country === 'IN')
  await owner('PATCH', `/admin/v1/tax-regions/${india?.id}`, { at, body: { rates: [USUAL_RATE, FOOD_RATE] } })
}

const LOCATIONS: Readonly<Record<string, object>> = {
  us: {
    ...{ name: 'Hudson workshop', code: 'hudson', priority: 2 },
    address: { line1: '40 Warren Street', city: 'Hudson', state: 'NY', postal_code: '12534', country: 'US' },
  },
  in: {
    ...{ name: 'Kochi warehouse', code: 'kochi', priority: 2 },
    address: { line1: '7 Bazaar Road', city: 'Kochi', state: 'KL', postal_code: '682002', country: 'IN' },
  },
}

/** A second place where goods lie; gives its id. */
export async function addLocation(owner: Ask, { market }: DemoStore, at: Date): Promise<string> {
  const { id } = await owner<Named>('POST', '/admin/v1/inventory/locations', { at, body: LOCATIONS[market] })
  return id
}

/** What a shopper enters at the checkout. */
export const WELCOME_CODE = 'WELCOME10'

/** Codes, what applies by itself, gift cards, groups and how reviews are approved. */
export async function addOffers(owner: Ask, { currency }: DemoStore, at: Date): Promise<void> {
  const of = currency === 'USD' ? { unit: 100, big: 15_000 } : { unit: 10_000, big: 250_000 }
  const everything = { kind: 'order', value: { kind: 'percentage', ppm: 100_000 } }
  const offers: Setting[] = [
    [
      'POST',
      '/admin/v1/promotions',
      {
        name: 'Ten percent off the first order',
        trigger: 'code',
        codes: [WELCOME_CODE],
        customer_limit: 1,
        effect: everything,
      },
    ],
    [
      'POST',
      '/admin/v1/promotions',
      {
        ...{ name: 'A tenth off large orders', trigger: 'automatic', currency, group: 'order' },
        conditions: [{ kind: 'min_subtotal', amount: of.big, filter: {} }],
        effect: everything,
      },
    ],
    [
      'POST',
      '/admin/v1/promotions',
      {
        name: 'Friends and family',
        trigger: 'code',
        codes: ['FRIENDS20'],
        active: false,
        effect: { kind: 'order', value: { kind: 'percentage', ppm: 200_000 } },
      },
    ],
    [
      'POST',
      '/admin/v1/gift-cards/batch',
      { count: 5, amount: 50 * of.unit, currency, note: 'For the counter' },
    ],
    [
      'POST',
      '/admin/v1/gift-cards',
      { amount: 25 * of.unit, currency, customer_email: 'demo.shopper.1@example.com', note: 'Late delivery' },
    ],
    ['POST', '/admin/v1/customer-groups', { code: 'trade', name: 'Trade' }],
    ['POST', '/admin/v1/customer-groups', { code: 'friends', name: 'Friends of the house' }],
    ['PUT', '/admin/v1/review-settings', { auto_approve: 'verified' }],
  ]
  for (const [method, path, body] of offers) await owner(method, path, { at, body })
}

/** Mails of a demo store that has a mail server behind it would reach people: it sends none. */
export async function silence(owner: Ask, at: Date): Promise<void> {
  const { data } = await owner<{ data: { name: string; enabled: boolean }[] }>(
    'GET',
    '/admin/v1/message-templates',
    { at },
  )
  for (const { name, enabled } of data)
    if (enabled) await owner('PATCH', `/admin/v1/message-templates/${name}`, { at, body: { enabled: false } })
}
