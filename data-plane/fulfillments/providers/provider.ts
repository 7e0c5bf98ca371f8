// What can be asked of whoever sends goods in the store's place over a network. Each function is one call outside that may be
// repeated: what is asked twice for one fulfilment happens once. The store itself needs no asking, and a supplier gets mail.
import type { RawBody } from '../../../shared/http/route.ts'
import type { Order } from '../../orders/index.ts'
import type { FulfillmentLine } from '../queries.ts'
import type { Notice } from '../schema.ts'

export type Account = { url: string; secret: string }

export type Shipment = {
  /** Ours, and the key under which it happens once. */
  id: string
  order: Pick<Order, 'id' | 'number' | 'email' | 'shipping_address' | 'shipping_method'>
  lines: readonly FulfillmentLine[]
}

/**
 * What came of a call. `unknown`: nobody can say whether it was done, or it cannot be now, so it is to be repeated.
 */
export type Outcome =
  | { kind: 'accepted'; reference: string | null }
  | { kind: 'refused'; reason: string }
  | { kind: 'unknown'; reason: string }

export type FulfillmentProvider = {
  request(account: Account, shipment: Shipment): Promise<Outcome>
  /** Accepted too when nothing is known of it there: then nothing will be sent. */
  cancel(account: Account, shipment: Pick<Shipment, 'id'>): Promise<Outcome>
  /** What a webhook tells. Undefined when its signature is not theirs. Throws `invalid_input` for what cannot be read. */
  verifyWebhook(account: Account, request: RawBody, now: Date): Notice | undefined
}
