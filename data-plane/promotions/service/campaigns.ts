// Campaigns: a period, a budget and a limit of uses that several promotions share.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { lockBalances } from '../../balances/index.ts'
import { campaignUpdated } from '../events.ts'
import * as queries from '../queries/campaigns.ts'
import { periodIssues } from '../rules.ts'
import type { Campaign, CampaignInput, CampaignPatch } from '../schema/campaign.ts'
import type { PageFilter } from '../schema/promotion.ts'

const DEFAULTS = { starts_at: null, ends_at: null, budget_amount: null, usage_limit: null }

export async function createCampaign(ctx: Ctx, input: CampaignInput): Promise<Campaign> {
  return inTx(ctx, async (ctx) => {
    const at = ctx.now.toISOString()
    const { name, currency } = input
    const row: Campaign = {
      ...DEFAULTS,
      ...defined(input),
      name,
      currency,
      id: uuidv7(),
      spent_amount: 0,
      uses: 0,
      created_at: at,
      updated_at: at,
    }
    assertPeriod(row)
    withCommit(queries.insertCampaign(ctx.tx, ctx.tenantId, row))
    return row
  })
}

/** Changes what `patch` mentions. A budget or limit below what was given or used already leaves nothing to take. */
export async function updateCampaign(ctx: Ctx, id: string, patch: CampaignPatch): Promise<Campaign> {
  return inTx(ctx, async (ctx) => {
    const [, before] = await Promise.all([
      lockBalances(ctx, queries.balancesOf(ctx.tenantId, id)),
      queries.findCampaign(ctx.tx, ctx.tenantId, id),
    ])
    if (before === undefined) throw noCampaign(id)
    const after: Campaign = { ...before, ...defined(patch), updated_at: ctx.now.toISOString() }
    assertPeriod(after)
    withCommit(queries.updateCampaign(ctx.tx, ctx.tenantId, after))
    emit(ctx, campaignUpdated, { campaign_id: id })
    return after
  })
}

/** Deletes a campaign. Throws `campaign_in_use` while promotions belong to it. */
export async function deleteCampaign(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const [locked] = await Promise.all([lockBalances(ctx, queries.balancesOf(ctx.tenantId, id))])
    if (locked.campaign_budget?.length === 0) throw noCampaign(id)
    if (!(await queries.deleteCampaign(ctx.tx, ctx.tenantId, id)))
      throw new DomainError('campaign_in_use', 'Promotions belong to this campaign.')
    return { id, deleted: true }
  })
}

export async function getCampaign(ctx: Ctx, id: string): Promise<Campaign> {
  const row = await inRead(ctx, (ctx) => queries.findCampaign(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noCampaign(id)
  return row
}

export async function listCampaigns(ctx: Ctx, { limit, cursor }: PageFilter) {
  const page = { before: readCursor(cursor), limit: limit + 1 }
  const rows = await inRead(ctx, (ctx) => queries.listCampaigns(ctx.tx, ctx.tenantId, page))
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

function assertPeriod(campaign: Campaign): void {
  const issues = periodIssues(campaign)
  if (issues.length > 0) throw new DomainError('invalid_input', 'The period is not valid.', { issues })
}

const noCampaign = (id: string) => new DomainError('not_found', `There is no campaign ${id}.`)
