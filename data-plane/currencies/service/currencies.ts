// The currencies that a store sells in, and how prices are converted into them.
import { type Ctx, inRead, inTx, type ReadCtx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { currencyDeleted, currencyUpdated } from '../events.ts'
import * as queries from '../queries.ts'
import {
  type CurrencySettings,
  neededPairs,
  sellingCurrencies,
  storeCurrencies,
} from '../rules/currencies.ts'
import type { CurrencyInput, StoreCurrency } from '../schema.ts'

export const readCurrencySettings = (ctx: Ctx) =>
  inRead(ctx, (ctx) => queries.readSettings(ctx.tx, ctx.tenantId))

/** The settings with the rates of the moment that they need, by pair. */
export async function withRates<S extends CurrencySettings>(ctx: ReadCtx, settings: S) {
  const pairs = neededPairs(settings)
  const rates = pairs.length === 0 ? {} : await queries.currentRates(ctx.tx, ctx.tenantId, pairs)
  return { ...settings, rates }
}

export async function listCurrencies(ctx: Ctx): Promise<{ data: StoreCurrency[] }> {
  return inRead(ctx, async (ctx) => {
    const settings = await withRates(ctx, await readCurrencySettings(ctx))
    return { data: storeCurrencies(settings, settings.rates) }
  })
}

/** Those that shoppers can choose. */
export async function listShopCurrencies(ctx: Ctx) {
  const settings = await readCurrencySettings(ctx)
  const selling = new Set(sellingCurrencies(settings))
  return {
    data: storeCurrencies(settings)
      .filter(({ code }) => selling.has(code))
      .map(({ code, name, symbol, decimals, is_base }) => ({ code, name, symbol, decimals, is_base })),
  }
}

/** Sets a currency up, or changes all that was set. Throws `invalid_input` for what its markets do not allow. */
export async function putCurrency(ctx: Ctx, code: string, input: CurrencyInput): Promise<StoreCurrency> {
  return inTx(ctx, async (ctx) => {
    const { base_currency, markets } = await queries.readSettings(ctx.tx, ctx.tenantId)
    const market = markets.find((market) => market.currency === code)
    if (input.status === 'inactive' && market !== undefined)
      throw fieldError('status', `The market ${market.code} sells in ${code}.`)
    if (input.conversion === 'automatic' && code === base_currency)
      throw fieldError('conversion', 'Prices are converted from this currency, so not into it.')
    await queries.putCurrency(ctx.tx, ctx.tenantId, { code, ...input, at: ctx.now.toISOString() })
    emit(ctx, currencyUpdated, { code })
    const stored = (await listCurrencies(ctx)).data.find((currency) => currency.code === code)
    if (stored === undefined) throw new Error(`The currency ${code} was not stored.`)
    return stored
  })
}

/** Forgets what was set for a currency. One that a market sells in stays, as one that nothing was set for. */
export async function deleteCurrency(ctx: Ctx, code: string): Promise<{ code: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    if (!(await queries.deleteCurrency(ctx.tx, ctx.tenantId, code)))
      throw new DomainError('not_found', `Nothing is set for the currency ${code}.`)
    emit(ctx, currencyDeleted, { code })
    return { code, deleted: true }
  })
}
