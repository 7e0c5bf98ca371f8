// The markets that a new store starts with: those that are ready-made. Amounts in minor units.
import type { BusinessHours, MarketInput } from './schema.ts'

const EVERY_DAY = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const nineToNine = (time_zone: string): BusinessHours => ({
  time_zone,
  days: EVERY_DAY.map((weekday) => ({ weekday, opens: '09:00', closes: '21:00' })),
})

const flat = (currency: string, amount: number, free_above: number | null = null) => [
  { type: 'flat' as const, currency, amount, free_above },
]

const UNITED_STATES: MarketInput = {
  code: 'us',
  name: 'United States',
  countries: ['US'],
  currency: 'USD',
  locale: 'en-US',
  payment_methods: ['stripe', 'paypal', 'apple_pay'],
  shipping_methods: [
    {
      code: 'standard',
      name: 'Standard',
      carrier: 'USPS',
      min_days: 3,
      max_days: 5,
      tax_class: 'standard',
      rates: flat('USD', 500, 5_000),
    },
    {
      code: 'express',
      name: 'Express',
      carrier: 'UPS',
      min_days: 1,
      max_days: 2,
      tax_class: 'standard',
      rates: flat('USD', 1_500),
    },
    {
      code: 'same_day',
      name: 'Same day',
      carrier: 'Local courier',
      min_days: 0,
      max_days: 0,
      tax_class: 'standard',
      rates: flat('USD', 2_500),
    },
  ],
  business_hours: nineToNine('America/New_York'),
}

const INDIA: MarketInput = {
  code: 'in',
  name: 'India',
  countries: ['IN'],
  currency: 'INR',
  locale: 'en-IN',
  locales: ['en-IN', 'hi'],
  // CGST and SGST are equal on every invoice.
  rate_rounding: 'each',
  payment_methods: ['razorpay', 'paytm', 'upi', 'cash_on_delivery'],
  shipping_methods: [
    {
      code: 'standard',
      name: 'Standard',
      carrier: 'India Post',
      min_days: 4,
      max_days: 7,
      tax_class: 'standard',
      rates: flat('INR', 4_900, 99_900),
    },
    {
      code: 'express',
      name: 'Express',
      carrier: 'Blue Dart',
      min_days: 1,
      max_days: 3,
      tax_class: 'standard',
      rates: flat('INR', 14_900),
    },
  ],
  business_hours: nineToNine('Asia/Kolkata'),
}

/** The first is the default. */
export const STARTING_MARKETS = [UNITED_STATES, INDIA] as const
