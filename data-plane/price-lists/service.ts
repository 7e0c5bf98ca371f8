// Price lists, their prices, and what a shopper sees of them.
import { v7 as uuidv7 } from 'uuid'
import { cached } from '../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../shared/context.ts'
import { DomainError, type FieldIssue, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { defined } from '../../shared/objects.ts'
import { PRICES_TAG } from '../currencies/events.ts'
import { sellingCurrencies, turnPricesAt, withRates } from '../currencies/index.ts'
import { STORE_TAG } from '../store/events.ts'
import { priceListCreated, priceListDeleted, priceListPricesChanged, priceListUpdated } from './events.ts'
import * as queries from './queries.ts'
import type { PriceRules } from './rules/choose.ts'
import { canonicalRules, overlapIssues } from './rules/overlaps.ts'
import { type BasePriceRow, type ListPriceRow, type PriceSettings, priceOf } from './rules/price-of.ts'
import type {
  ListPrice,
  ListPriceFilter,
  ListPricesInput,
  PriceList,
  PriceListFilter,
  PriceListInput,
  PriceListPatch,
  PriceWish,
} from './schema.ts'

/** Active lists stand in the settings that every price is worked out by. */
const MAX_ACTIVE = 200

/** From the cache. Ask for it together with other reads, so that it shares their round trip. */
export const getPriceSettings = (ctx: Ctx): Promise<PriceSettings> =>
  cached(ctx, { class: 'settings', key: 'prices', tags: [PRICES_TAG, STORE_TAG] }, () => readSettings(ctx))

const readSettings = (ctx: Ctx) =>
  inRead(ctx, async (ctx) => withRates(ctx, await queries.readPriceSettings(ctx.tx, ctx.tenantId)))

/**
 * Gives what one of a variant costs an unknown shopper by its own prices and those of lists, and whether lists need be
 * asked at all. Throws `invalid_input` where the store does not sell so.
 */
export async function shopperPricing(ctx: Ctx, wish: PriceWish) {
  const settings = await getPriceSettings(ctx)
  const context = {
    ...termsOf(settings, wish),
    quantity: 1,
    attributes: {},
    customer_group_ids: [],
    now: ctx.now,
  }
  const money = (amount: number) => ({ amount, currency: context.currency })
  return {
    hasLists: Object.keys(settings.lists).length > 0,
    pricesOf: (base: readonly BasePriceRow[] | null, lists: readonly ListPriceRow[] | null) => {
      const price = priceOf([base, lists], context, settings)
      return price === null
        ? { price: null, original_price: null }
        : { price: money(price.amount), original_price: money(price.original_amount) }
    },
  }
}

/** The market and currency of a wish: without a market the default one, or one that uses the currency. */
function termsOf(settings: PriceSettings, wish: PriceWish): { market: string; currency: string } {
  const { markets, default_market } = settings
  const named = markets.find((market) => market.code === (wish.market ?? default_market))
  if (named === undefined)
    throw fieldError('market', `must be one of ${markets.map((market) => market.code).join(', ')}`)
  if (wish.currency === undefined) return { market: named.code, currency: named.currency }
  assertSells(settings, wish.currency, 'currency')
  const using = markets.find((market) => market.currency === wish.currency)
  const stays = wish.market !== undefined || named.currency === wish.currency || using === undefined
  return { market: (stays ? named : using).code, currency: wish.currency }
}

function assertSells(settings: PriceSettings, currency: string, path: string): void {
  const currencies = sellingCurrencies(settings)
  if (!currencies.includes(currency)) throw fieldError(path, `must be one of ${currencies.join(', ')}`)
}

export async function listPriceLists(ctx: Ctx, { limit, cursor, status }: PriceListFilter) {
  const page = { limit: limit + 1, before: readCursor(cursor), status }
  const rows = await inRead(ctx, (ctx) => queries.listPriceLists(ctx.tx, ctx.tenantId, page))
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export async function getPriceList(ctx: Ctx, id: string): Promise<PriceList> {
  const list = await inRead(ctx, (ctx) => queries.findPriceList(ctx.tx, ctx.tenantId, id))
  if (list === undefined) throw noList(id)
  return list
}

export async function createPriceList(ctx: Ctx, input: PriceListInput): Promise<PriceList> {
  return inTx(ctx, async (ctx) => {
    const at = ctx.now.toISOString()
    const rules = canonicalRules(input.rules)
    const list = { id: uuidv7(), ...input, rules, created_at: at, updated_at: at }
    await assertFits(ctx, list)
    withCommit(queries.insertPriceList(ctx.tx, ctx.tenantId, list))
    turnWith(ctx, list)
    emit(ctx, priceListCreated, { price_list_id: list.id, is_active: list.status === 'active' })
    return list
  })
}

/** Changes what `patch` mentions. */
export async function updatePriceList(ctx: Ctx, id: string, patch: PriceListPatch): Promise<PriceList> {
  return inTx(ctx, async (ctx) => {
    const before = await lockList(ctx, id)
    const rules = canonicalRules(patch.rules ?? before.rules)
    const list = { ...before, ...defined(patch), rules, updated_at: ctx.now.toISOString() }
    await assertFits(ctx, list)
    withCommit(queries.updatePriceList(ctx.tx, ctx.tenantId, list))
    turnWith(ctx, list)
    const is_active = before.status === 'active' || list.status === 'active'
    emit(ctx, priceListUpdated, { price_list_id: id, is_active })
    return list
  })
}

export async function deletePriceList(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const status = await queries.deletePriceList(ctx.tx, ctx.tenantId, id)
    if (status === undefined) throw noList(id)
    emit(ctx, priceListDeleted, { price_list_id: id, is_active: status === 'active' })
    return { id, deleted: true }
  })
}

export async function listPrices(ctx: Ctx, listId: string, { limit, cursor, ...of }: ListPriceFilter) {
  const before = readCursor(cursor)
  const [list, rows] = await inRead(ctx, ({ tx, tenantId }) =>
    Promise.all([
      queries.findPriceList(tx, tenantId, listId),
      of.variant_id === undefined && of.product_id === undefined
        ? queries.listPricesOf(tx, tenantId, { limit: limit + 1, before, listId })
        : queries.pricesOfProduct(tx, tenantId, listId, of).then((few) => newestOf(few, before)),
    ]),
  )
  if (list === undefined) throw noList(listId)
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

const newestOf = (prices: readonly ListPrice[], before: string | undefined): ListPrice[] =>
  prices.filter(({ id }) => before === undefined || id < before).sort((a, b) => (a.id < b.id ? 1 : -1))

/** Takes prices out, and adds others or replaces those of the same variant, currency, least quantity and rules: all or none. */
export async function putPrices(
  ctx: Ctx,
  listId: string,
  { prices: wanted, remove }: ListPricesInput,
): Promise<{ data: ListPrice[] }> {
  return inTx(ctx, async (ctx) => {
    const { tx, tenantId } = ctx
    const variantIds = [...new Set(wanted.map((price) => price.variant_id.toLowerCase()))]
    const prices = wanted.map((price) => ({
      ...price,
      id: uuidv7(),
      variant_id: price.variant_id.toLowerCase(),
      rules: canonicalRules(price.rules),
    }))
    const [list, removed, known, existing, settings] = await Promise.all([
      lockList(ctx, listId),
      queries.deletePrices(tx, tenantId, listId, remove),
      queries.knownVariants(tx, tenantId, variantIds),
      queries.pricesOfVariants(tx, tenantId, listId, variantIds),
      getPriceSettings(ctx),
    ])
    assertNone([
      ...prices.flatMap((price, i) =>
        known.has(price.variant_id)
          ? []
          : [{ path: `prices.${i}.variant_id`, message: 'is not a variant of this store' }],
      ),
      ...prices.flatMap((price, i) => ruleIssues(price.rules, settings, `prices.${i}.rules`)),
      ...overlapIssues(existing, prices),
    ])
    for (const [i, price] of prices.entries()) assertSells(settings, price.currency, `prices.${i}.currency`)
    const stored = await queries.putPrices(tx, tenantId, listId, prices)
    emitPricesChanged(ctx, list, [...new Set([...variantIds, ...removed])])
    return { data: stored }
  })
}

export async function deletePrice(
  ctx: Ctx,
  listId: string,
  id: string,
): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const list = await lockList(ctx, listId)
    const [variantId] = await queries.deletePrices(ctx.tx, ctx.tenantId, listId, [id])
    if (variantId === undefined) throw new DomainError('not_found', `The price list has no price ${id}.`)
    emitPricesChanged(ctx, list, [variantId])
    return { id, deleted: true }
  })
}

function emitPricesChanged(ctx: TxCtx, list: PriceList, variant_ids: string[]): void {
  const is_active = list.status === 'active'
  emit(ctx, priceListPricesChanged, { price_list_id: list.id, is_active, variant_ids })
}

async function lockList(ctx: TxCtx, id: string): Promise<PriceList> {
  const list = await queries.findPriceList(ctx.tx, ctx.tenantId, id, true)
  if (list === undefined) throw noList(id)
  return list
}

async function assertFits(ctx: TxCtx, list: PriceList): Promise<void> {
  const { id, starts_at, ends_at } = list
  if (starts_at !== null && ends_at !== null && ends_at <= starts_at)
    throw fieldError('ends_at', 'must be later than starts_at')
  const counting = { id, at: ctx.now.toISOString(), most: MAX_ACTIVE }
  const [settings, others] = await Promise.all([
    getPriceSettings(ctx),
    queries.countActive(ctx.tx, ctx.tenantId, counting),
  ])
  assertNone(ruleIssues(list.rules, settings, 'rules'))
  if (list.status === 'active' && others === MAX_ACTIVE)
    throw fieldError('status', `At most ${MAX_ACTIVE} price lists can be active at a time.`)
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What is wrong with rules about attributes that the store knows. */
function ruleIssues(rules: PriceRules, { markets }: PriceSettings, path: string): FieldIssue[] {
  const codes = markets.map((market) => market.code)
  const issues = (attribute: string, isRight: (value: string) => boolean, message: string) =>
    (rules[attribute] ?? []).flatMap((value, i) =>
      isRight(value) ? [] : [{ path: `${path}.${attribute}.${i}`, message }],
    )
  return [
    ...issues('market', (code) => codes.includes(code), `must be one of ${codes.join(', ')}`),
    ...issues('customer_group', (id) => UUID.test(id), 'must be the id of a customer group'),
  ]
}

function assertNone(issues: readonly FieldIssue[]): void {
  const [first] = issues
  if (first !== undefined) throw new DomainError('invalid_input', first.message, { issues })
}

const turnWith = (ctx: TxCtx, list: PriceList): void => {
  if (list.status === 'active') turnPricesAt(ctx, [list.starts_at, list.ends_at])
}

const noList = (id: string) => new DomainError('not_found', `There is no price list ${id}.`)
