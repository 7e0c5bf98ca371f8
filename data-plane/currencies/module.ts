import type { Module } from '../../shared/module.ts'
import { refreshExchangeRates, refreshExchangeRatesDaily, turnPrices } from './jobs.ts'
import { currencyRoutes } from './routes.ts'

export const currencies: Module = {
  name: 'currencies',
  summary: 'Currencies and exchange rates',
  routes: currencyRoutes,
  work: [refreshExchangeRates, refreshExchangeRatesDaily, turnPrices],
}
