// Plans: how often goods are ordered again, and at what price. Subscriptions that exist keep the terms that they began with.
import { v7 as uuidv7 } from 'uuid'
import { cached, touchTags } from '../../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, type FieldIssue, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { getMarkets } from '../../markets/index.ts'
import { planArchived, planCreated, planUpdated } from '../events.ts'
import * as queries from '../queries/plans.ts'
import { planPrice } from '../rules/prices.ts'
import { DEFAULT_DUNNING, type Dunning } from '../rules/states.ts'
import type {
  PlanFilter,
  StorePlans,
  SubscriptionPlan,
  SubscriptionPlanInput,
  SubscriptionPlanPatch,
  SubscriptionSettings,
} from '../schema/plans.ts'

export async function createPlan(ctx: Ctx, input: SubscriptionPlanInput): Promise<SubscriptionPlan> {
  return inTx(ctx, async (ctx) => {
    const at = ctx.now.toISOString()
    const plan = lowered({ id: uuidv7(), ...input, archived_at: null, created_at: at, updated_at: at })
    await assertKnown(ctx, plan)
    withCommit(queries.putPlan(ctx.tx, ctx.tenantId, plan))
    emit(ctx, planCreated, { subscription_plan_id: plan.id })
    return plan
  })
}

/** Changes what `patch` mentions. */
export async function updatePlan(
  ctx: Ctx,
  id: string,
  patch: SubscriptionPlanPatch,
): Promise<SubscriptionPlan> {
  return inTx(ctx, async (ctx) => {
    const before = await lockPlan(ctx, id)
    const plan = lowered({ ...before, ...defined(patch), updated_at: ctx.now.toISOString() })
    await assertKnown(ctx, plan)
    withCommit(queries.putPlan(ctx.tx, ctx.tenantId, plan))
    emit(ctx, planUpdated, { subscription_plan_id: id })
    return plan
  })
}

/** Offers a plan to nobody any more. Its subscriptions go on. */
export async function archivePlan(ctx: Ctx, id: string): Promise<SubscriptionPlan> {
  return inTx(ctx, async (ctx) => {
    const before = await lockPlan(ctx, id)
    const at = ctx.now.toISOString()
    const plan = { ...before, archived_at: before.archived_at ?? at, updated_at: at }
    withCommit(queries.putPlan(ctx.tx, ctx.tenantId, plan))
    emit(ctx, planArchived, { subscription_plan_id: id })
    return plan
  })
}

export const getPlan = (ctx: Ctx, id: string): Promise<SubscriptionPlan> =>
  inRead(ctx, (ctx) => readPlan(ctx, id))

export async function readPlan(ctx: ReadCtx, id: string): Promise<SubscriptionPlan> {
  const plan = await queries.findPlan(ctx.tx, ctx.tenantId, id)
  if (plan === undefined) throw noPlan(id)
  return plan
}

async function lockPlan(ctx: TxCtx, id: string): Promise<SubscriptionPlan> {
  const plan = await queries.lockPlan(ctx.tx, ctx.tenantId, id)
  if (plan === undefined) throw noPlan(id)
  return plan
}

const noPlan = (id: string) => new DomainError('not_found', `There is no subscription plan ${id}.`)

export async function listPlans(ctx: Ctx, { limit, cursor }: PlanFilter) {
  const page = { limit: limit + 1, before: readCursor(cursor) }
  const rows = await inRead(ctx, (ctx) => queries.listPlans(ctx.tx, ctx.tenantId, page))
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** The plans by which a product can be bought, or some of its variants. */
export const plansOfProduct = (ctx: Ctx, productId: string): Promise<StorePlans> =>
  inRead(ctx, async (ctx) => {
    const [data, known] = await Promise.all([
      queries.plansOf(ctx.tx, ctx.tenantId, productId),
      queries.knownGoods(ctx.tx, ctx.tenantId, { products: [productId], variants: [] }),
    ])
    if (known.products.length === 0) throw new DomainError('not_found', `There is no product ${productId}.`)
    return { data }
  })

/** Ids are compared as texts. */
const lowered = (plan: SubscriptionPlan): SubscriptionPlan => ({
  ...plan,
  product_ids: [...new Set(plan.product_ids.map((id) => id.toLowerCase()))],
  variant_ids: [...new Set(plan.variant_ids.map((id) => id.toLowerCase()))],
})

async function assertKnown(ctx: TxCtx, plan: SubscriptionPlan): Promise<void> {
  const { product_ids, variant_ids } = plan
  const [known, markets] = await Promise.all([
    queries.knownGoods(ctx.tx, ctx.tenantId, { products: product_ids, variants: variant_ids }),
    getMarkets(ctx),
  ])
  const codes = markets.map(({ code }) => code)
  const missing = (
    path: string,
    wanted: readonly string[],
    found: readonly string[],
    what: string,
  ): FieldIssue[] =>
    wanted.flatMap((one, i) => (found.includes(one) ? [] : [{ path: `${path}.${i}`, message: what }]))
  const issues = [
    ...missing('product_ids', product_ids, known.products, 'is not a product of this store'),
    ...missing('variant_ids', variant_ids, known.variants, 'is not a variant of this store'),
    ...missing('markets', plan.markets ?? [], codes, `must be one of ${codes.join(', ')}`),
  ]
  const [first] = issues
  if (first !== undefined) throw new DomainError('invalid_input', first.message, { issues })
}

type Buying = { market: string; currency: string }
type Goods = { variant_id: string | null; product_id: string; title: string; amount: number }

/**
 * What a unit of these goods costs by a plan. Throws `subscription_plan_not_applicable` where the plan is not on offer for them.
 * @param goods `amount`: what one costs without a plan, minor units
 */
export function priceBy(
  plan: SubscriptionPlan,
  goods: Goods,
  { market, currency }: Buying,
  path: string,
): number {
  const { variant_ids, product_ids, markets, archived_at, discount, name } = plan
  const isMeant =
    product_ids.includes(goods.product_id) ||
    (goods.variant_id !== null && variant_ids.includes(goods.variant_id))
  const isOffered = archived_at === null && isMeant && (markets === null || markets.includes(market))
  const price = isOffered ? planPrice(discount, { amount: goods.amount, currency }) : undefined
  if (price === undefined) {
    const message = `The plan ${name} is not on offer for ${goods.title} here.`
    throw fieldError(path, message, 'subscription_plan_not_applicable')
  }
  return price
}

const SETTINGS_TAG = 'subscription_settings'

/** From the cache. */
export const getSettings = (ctx: Ctx): Promise<Dunning> =>
  cached(ctx, { class: 'settings', key: 'subscriptions', tags: [SETTINGS_TAG] }, () =>
    inRead(ctx, async (ctx) => (await queries.readSettings(ctx.tx, ctx.tenantId)) ?? DEFAULT_DUNNING),
  )

export const showSettings = async (ctx: Ctx): Promise<SubscriptionSettings> => {
  const { retry_days, final_action } = await getSettings(ctx)
  return { retry_days: [...retry_days], final_action }
}

export async function saveSettings(ctx: Ctx, settings: SubscriptionSettings): Promise<SubscriptionSettings> {
  return inTx(ctx, async (ctx) => {
    withCommit(queries.putSettings(ctx.tx, ctx.tenantId, { ...settings, at: ctx.now.toISOString() }))
    touchTags(ctx, [SETTINGS_TAG])
    return settings
  })
}
