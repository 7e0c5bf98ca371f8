import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the read cache names the promotions that apply by themselves. */
export const PROMOTIONS_TAG = 'promotions'

const data = z.object({ promotion_id: z.uuid() })
const invalidates = () => [PROMOTIONS_TAG]

export const promotionCreated = defineEvent({ name: 'promotion.created', version: 1, data, invalidates })
export const promotionUpdated = defineEvent({ name: 'promotion.updated', version: 1, data, invalidates })
export const promotionDeleted = defineEvent({ name: 'promotion.deleted', version: 1, data, invalidates })
/** The period or a limit of a campaign is another one now. */
export const campaignUpdated = defineEvent({
  name: 'campaign.updated',
  version: 1,
  data: z.object({ campaign_id: z.uuid() }),
  invalidates,
})
