// What a logistics company tells by webhooks. They come late, twice and out of order.
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import type { RawBody } from '../../../shared/http/route.ts'
import { listLocations } from '../../inventory/index.ts'
import { thirdParty } from '../providers/third-party.ts'
import type { Reported } from '../rules/status.ts'
import type { Notice } from '../schema.ts'
import { advance, lockFulfillment, note, undo } from './progress.ts'
import { accountOf } from './providers.ts'

/** Throws `not_found` for a location that is not served so, and `invalid_credentials` for a signature that is not right. */
export async function takeNotice(
  ctx: Ctx,
  locationId: string,
  request: RawBody,
): Promise<{ received: true }> {
  const [account] = await inRead(ctx, (ctx) => Promise.all([accountOf(ctx, locationId), listLocations(ctx)]))
  if (account === undefined) throw new DomainError('not_found', `Nobody serves the location ${locationId}.`)
  const notice = thirdParty(ctx.shard.outbound, ctx.now).verifyWebhook(account, request, ctx.now)
  if (notice === undefined)
    throw new DomainError(
      'invalid_credentials',
      'This is not signed with the secret of this location, or too old.',
    )
  await inTx(ctx, (ctx) => apply(ctx, locationId, notice))
  return { received: true }
}

async function apply(
  ctx: Parameters<Parameters<typeof inTx>[1]>[0],
  locationId: string,
  { timestamp, data }: Notice,
): Promise<void> {
  const row = await lockFulfillment(ctx, data.fulfillment_id).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not_found') return undefined
    throw error
  })
  if (row?.location_id !== locationId || row.provider !== 'third_party')
    throw fieldError('data.fulfillment_id', 'There is no such fulfillment at this location.')
  if (row.status === 'cancelled' || (row.told_at !== null && timestamp < row.told_at)) return
  const { status, reference, tracking, estimated_delivery, reason } = data
  if (status === 'rejected' || status === 'cancelled') {
    // What has left does not come back by this.
    if (row.status === 'requested' || row.status === 'pending' || row.status === 'cancelling')
      await undo(ctx, { ...row, told_at: timestamp }, reason ?? null)
    else note(ctx, row, 'cancellation_too_late')
    return
  }
  const reported: Reported | undefined = status === 'accepted' ? 'pending' : status
  advance(ctx, row, {
    ...{ status: reported, at: timestamp, reference, tracking, estimated_delivery },
    told_at: timestamp,
  })
}
