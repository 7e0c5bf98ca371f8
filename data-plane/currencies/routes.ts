import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { STORE_TAG } from '../store/events.ts'
import { PRICES_TAG } from './events.ts'
import {
  CurrencyCode,
  CurrencyInput,
  ExchangeRate,
  ExchangeRateFilter,
  ExchangeRateInput,
  ExchangeRatePage,
  RefreshQueued,
  ShopCurrencies,
  StoreCurrencies,
  StoreCurrency,
} from './schema.ts'
import { deleteCurrency, listCurrencies, listShopCurrencies, putCurrency } from './service/currencies.ts'
import { createExchangeRate, listExchangeRates, requestRefresh } from './service/rates.ts'

export const currencyRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/currencies',
    summary: "List the store's currencies: those of its markets and those that it has set up",
    permission: 'store:read',
    response: StoreCurrencies,
    handler: (ctx) => listCurrencies(ctx),
  }),
  defineRoute({
    method: 'put',
    path: '/admin/v1/currencies/{currency}',
    summary: 'Set a currency up, or change how prices are converted into it',
    permission: 'store:write',
    params: CurrencyCode,
    body: CurrencyInput,
    response: StoreCurrency,
    handler: (ctx, { params, body }) => putCurrency(ctx, params.currency, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/currencies/{currency}',
    summary: 'Forget what was set for a currency',
    permission: 'store:write',
    params: CurrencyCode,
    response: z.object({ code: z.string(), deleted: z.literal(true) }),
    handler: (ctx, { params }) => deleteCurrency(ctx, params.currency),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/exchange-rates',
    summary: 'List exchange rates, those that began last first',
    permission: 'store:read',
    query: ExchangeRateFilter,
    response: ExchangeRatePage,
    handler: (ctx, { query }) => listExchangeRates(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/exchange-rates',
    summary: 'Set an exchange rate by hand',
    permission: 'store:write',
    body: ExchangeRateInput,
    status: 201,
    response: ExchangeRate,
    handler: (ctx, { body }) => createExchangeRate(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/exchange-rates/refresh',
    summary: 'Have the rates of the day fetched',
    description:
      'What became of them is told by the event `exchange_rates.refreshed` or `exchange_rates.refresh_failed`.',
    permission: 'store:write',
    status: 202,
    response: RefreshQueued,
    handler: (ctx) => requestRefresh(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/currencies',
    summary: 'List the currencies that shoppers can choose',
    permission: 'shop',
    response: ShopCurrencies,
    cache: { class: 'settings', tags: () => [PRICES_TAG, STORE_TAG] },
    handler: (ctx) => listShopCurrencies(ctx),
  }),
]
