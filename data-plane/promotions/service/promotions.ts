// What staff do with promotions.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, type FieldIssue, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { lockBalances } from '../../balances/index.ts'
import { getMarkets } from '../../markets/index.ts'
import type { Promotion as DraftPromotion } from '../../pricing/index.ts'
import { promotionCreated, promotionDeleted, promotionUpdated } from '../events.ts'
import { holdCampaign } from '../queries/campaigns.ts'
import * as queries from '../queries/promotions.ts'
import { referencesIn, type Terms, termsIssues } from '../rules.ts'
import type {
  Promotion,
  PromotionFilter,
  PromotionInput,
  PromotionPatch,
  PromotionStatistics,
} from '../schema/promotion.ts'
import { addNewCodes } from './codes.ts'

/** Each cart is held against all of them. */
export const MAX_AUTOMATIC = 200

const DEFAULTS = {
  active: true,
  campaign_id: null,
  priority: 0,
  stacking: 'combine' as const,
  group: null,
  currency: null,
  starts_at: null,
  ends_at: null,
  conditions: [],
  usage_limit: null,
  customer_limit: null,
  code_limit: null,
}

/**
 * Stores a new promotion, with the codes given. Throws `invalid_input` for terms that do not fit together or name what does
 * not exist, `promotion_code_taken`, or `too_many_promotions`.
 */
export async function createPromotion(
  ctx: Ctx,
  { codes = [], ...input }: PromotionInput,
): Promise<Promotion> {
  return inTx(ctx, async (ctx) => {
    const at = ctx.now.toISOString()
    const { name, trigger, effect } = input
    const row: Promotion = {
      ...DEFAULTS,
      ...defined(input),
      name,
      trigger,
      effect,
      id: uuidv7(),
      uses: 0,
      created_at: at,
      updated_at: at,
    }
    if (trigger === 'automatic') assertNoCodes(codes, row.code_limit)
    await Promise.all([assertTerms(ctx, row), row.active && assertRoom(ctx, row)])
    withCommit(queries.insertPromotion(ctx.tx, ctx.tenantId, row))
    await addNewCodes(ctx, row.id, codes)
    emit(ctx, promotionCreated, { promotion_id: row.id })
    return row
  })
}

/**
 * A promotion that is being written, as the totals take it: valid now and by no limit used up. Nothing is stored. Throws
 * `invalid_input` as `createPromotion` does.
 * @param code by which it applies; it is given to promotions with codes only
 */
export async function draftPromotion(
  ctx: TxCtx,
  { id, code, input }: { id: string; code: string; input: PromotionInput },
): Promise<DraftPromotion> {
  const { name, trigger, effect } = input
  const given = { ...DEFAULTS, ...defined(input), effect }
  await assertTerms(ctx, given)
  const { conditions, priority, stacking, group, currency } = given
  const always = { starts_at: null, ends_at: null, uses_left: null, budget_left: null }
  const terms = { priority, stacking, group, currency, conditions, effect }
  return { id, name, code: trigger === 'code' ? code : null, ...terms, ...always }
}

/** Changes what `patch` mentions. Throws as `createPromotion` does, or `not_found`. */
export async function updatePromotion(ctx: Ctx, id: string, patch: PromotionPatch): Promise<Promotion> {
  return change(ctx, id, async (ctx, before) => {
    const after = { ...before, ...defined(patch) }
    const isLimited = patch.usage_limit !== undefined || patch.customer_limit !== undefined
    // Balances first, as orders lock them before they lock campaigns.
    await Promise.all([
      isLimited && lockBalances(ctx, { promotion_uses: queries.allowancesOf(ctx.tenantId, id) }),
      assertTerms(ctx, after),
    ])
    if (isLimited) withCommit(queries.applyLimits(ctx.tx, ctx.tenantId, after))
    return after
  })
}

export async function setActive(ctx: Ctx, id: string, active: boolean): Promise<Promotion> {
  return change(ctx, id, async (ctx, before) => {
    if (active && !before.active) await assertRoom(ctx, before)
    return { ...before, active }
  })
}

async function change(
  ctx: Ctx,
  id: string,
  decide: (ctx: TxCtx, before: Promotion) => Promise<Promotion>,
): Promise<Promotion> {
  return inTx(ctx, async (ctx) => {
    const before = await queries.lockPromotion(ctx.tx, ctx.tenantId, id)
    if (before === undefined) throw noPromotion(id)
    const after = { ...(await decide(ctx, before)), updated_at: ctx.now.toISOString() }
    withCommit(queries.updatePromotion(ctx.tx, ctx.tenantId, after))
    emit(ctx, promotionUpdated, { promotion_id: id })
    return after
  })
}

/** Deletes a promotion with its codes. Throws `promotion_in_use` once an order has used it. */
export async function deletePromotion(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const [before] = await Promise.all([
      queries.lockPromotion(ctx.tx, ctx.tenantId, id),
      lockBalances(ctx, { promotion_uses: queries.allowancesOf(ctx.tenantId, id) }),
    ])
    if (before === undefined) throw noPromotion(id)
    if (!(await queries.deletePromotion(ctx.tx, ctx.tenantId, id)))
      throw new DomainError('promotion_in_use', 'Orders have used this promotion. Deactivate it instead.')
    emit(ctx, promotionDeleted, { promotion_id: id })
    return { id, deleted: true }
  })
}

export async function getPromotion(ctx: Ctx, id: string): Promise<Promotion> {
  const row = await inRead(ctx, (ctx) => queries.findPromotion(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noPromotion(id)
  return row
}

export async function listPromotions(ctx: Ctx, { limit, cursor, ...filter }: PromotionFilter) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listPromotions(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** What a promotion has given, by currency. */
export async function readStatistics(ctx: Ctx, id: string): Promise<PromotionStatistics> {
  return inRead(ctx, async (ctx) => {
    const [promotion, totals] = await Promise.all([
      queries.findPromotion(ctx.tx, ctx.tenantId, id),
      queries.readTotals(ctx.tx, ctx.tenantId, id),
    ])
    if (promotion === undefined) throw noPromotion(id)
    return { uses: promotion.uses, totals }
  })
}

const noPromotion = (id: string) => new DomainError('not_found', `There is no promotion ${id}.`)

function assertNoCodes(codes: readonly string[], codeLimit: number | null): void {
  if (codes.length > 0) throw fieldError('codes', 'An automatic promotion has no codes.')
  if (codeLimit !== null) throw fieldError('code_limit', 'An automatic promotion has no codes.')
}

async function assertRoom(ctx: TxCtx, { trigger }: Promotion): Promise<void> {
  if (trigger !== 'automatic') return
  if ((await queries.countActiveAutomatic(ctx.tx, ctx.tenantId)) >= MAX_AUTOMATIC)
    throw new DomainError(
      'too_many_promotions',
      `At most ${MAX_AUTOMATIC} automatic promotions can be active. Deactivate one first.`,
    )
}

async function assertTerms(ctx: TxCtx, terms: Terms & { campaign_id: string | null }): Promise<void> {
  const references = referencesIn(terms)
  const [campaign, markets, existing] = await Promise.all([
    terms.campaign_id === null ? undefined : holdCampaign(ctx.tx, ctx.tenantId, terms.campaign_id),
    getMarkets(ctx),
    queries.existingAmong(ctx.tx, ctx.tenantId, references),
  ])
  const codes = new Set(markets.map((market) => market.code))
  const issues: FieldIssue[] = [
    ...termsIssues(terms, campaign?.currency ?? null),
    ...references
      .filter(({ table, id }) => !(table === 'markets' ? codes : existing).has(id.toLowerCase()))
      .map(({ path }) => ({ path, message: 'does not exist' })),
  ]
  if (terms.campaign_id !== null && campaign === undefined)
    issues.push({ path: 'campaign_id', message: 'does not exist' })
  if (issues.length > 0)
    throw new DomainError('invalid_input', 'The terms of this promotion are not valid.', { issues })
}
