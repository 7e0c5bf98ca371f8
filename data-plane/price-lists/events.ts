import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'
import { PRICES_TAG } from '../currencies/events.ts'

const data = z.object({
  price_list_id: z.uuid(),
  /** Whether it counts, or counted before the change. */
  is_active: z.boolean(),
})
/** Of a draft no shopper reads. */
const invalidates = ({ is_active }: z.output<typeof data>) => (is_active ? [PRICES_TAG] : [])

export const priceListCreated = defineEvent({ name: 'price_list.created', version: 1, data, invalidates })
export const priceListUpdated = defineEvent({ name: 'price_list.updated', version: 1, data, invalidates })
export const priceListDeleted = defineEvent({ name: 'price_list.deleted', version: 1, data, invalidates })
export const priceListPricesChanged = defineEvent({
  name: 'price_list.prices_changed',
  version: 1,
  data: data.extend({ variant_ids: z.array(z.uuid()) }),
  invalidates,
})
