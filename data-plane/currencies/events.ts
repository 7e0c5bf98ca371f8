import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the read cache names everything that prices are made of, beside the products' own. */
export const PRICES_TAG = 'prices'

const currency = z.object({ code: z.string() })
const invalidates = () => [PRICES_TAG]

export const currencyUpdated = defineEvent({
  name: 'currency.updated',
  version: 1,
  data: currency,
  invalidates,
})
export const currencyDeleted = defineEvent({
  name: 'currency.deleted',
  version: 1,
  data: currency,
  invalidates,
})
export const exchangeRateCreated = defineEvent({
  name: 'exchange_rate.created',
  version: 1,
  data: z.object({ exchange_rate_id: z.uuid(), pair: z.string() }),
  invalidates,
})

const quoted = z.object({ pair: z.string(), rate: z.string() })

export const exchangeRatesRefreshed = defineEvent({
  name: 'exchange_rates.refreshed',
  version: 1,
  data: z.object({
    source: z.string(),
    /** The day that the provider gave its rates for. */
    date: z.string(),
    added: z.array(quoted),
    unchanged: z.array(z.string()),
    /** Too far from the rate before to be believed. */
    rejected: z.array(quoted.extend({ previous_rate: z.string() })),
    /** Currencies that the provider gave no rate for. */
    missing: z.array(z.string()),
  }),
  invalidates: ({ added }) => (added.length > 0 ? [PRICES_TAG] : []),
})
export const exchangeRatesRefreshFailed = defineEvent({
  name: 'exchange_rates.refresh_failed',
  version: 1,
  data: z.object({ source: z.string(), reason: z.string() }),
})
