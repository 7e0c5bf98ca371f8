// A logistics company, asked over HTTP. Requests and webhooks are JSON, signed as Standard Webhooks say.
import { z } from 'zod'
import { parseJson, validate } from '../../../shared/http/input.ts'
import { type Outbound, OutboundError } from '../../../shared/http/outbound.ts'
import { isSigned, webhookHeaders } from '../../../shared/webhooks/signature.ts'
import { Notice } from '../schema.ts'
import type { Account, FulfillmentProvider, Outcome, Shipment } from './provider.ts'

/** Refusals that may pass: of our own settings, or of the moment. */
const PASSING = new Set([401, 402, 403, 407, 408, 425, 429])
const Reply = z.looseObject({
  reference: z.string().max(200).optional(),
  reason: z.string().optional(),
})
const MAX_REASON = 500

export function thirdParty(outbound: Outbound, now: Date): FulfillmentProvider {
  const send = async (account: Account, message: { id: string; type: string; data: object }) => {
    const body = JSON.stringify({ type: message.type, timestamp: now.toISOString(), data: message.data })
    const timestamp = Math.floor(now.getTime() / 1000)
    return outbound.send(account.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...webhookHeaders(account.secret, { id: message.id, timestamp, body }),
      },
      body,
    })
  }
  return {
    request: (account, shipment) =>
      outcomeOf(() =>
        send(account, {
          id: `request_${shipment.id}`,
          type: 'fulfillment.requested',
          data: requestData(shipment),
        }),
      ),
    cancel: (account, { id }) =>
      outcomeOf(
        () =>
          send(account, {
            id: `cancel_${id}`,
            type: 'fulfillment.cancellation_requested',
            data: { fulfillment_id: id },
          }),
        [404, 410],
      ),
    verifyWebhook: ({ secret }, request, now) =>
      isSigned(secret, request, now) ? validate(Notice, parseJson(request.text)) : undefined,
  }
}

function requestData({ id, order, lines }: Shipment) {
  return {
    fulfillment_id: id,
    order_id: order.id,
    order_number: order.number,
    email: order.email,
    shipping_address: order.shipping_address,
    shipping_method: order.shipping_method,
    line_items: lines.map(({ line_item_id, sku, title, variant_title, quantity }) => ({
      ...{ line_item_id, sku, title, variant_title, quantity },
    })),
  }
}

/** @param fine statuses that mean the same as success */
async function outcomeOf(
  send: () => ReturnType<Outbound['send']>,
  fine: readonly number[] = [],
): Promise<Outcome> {
  try {
    const { status, text } = await send()
    const reply = replyOf(text)
    if ((status >= 200 && status < 300) || fine.includes(status))
      return { kind: 'accepted', reference: reply.reference ?? null }
    const reason = (reply.reason ?? `It answered ${status}.`).slice(0, MAX_REASON)
    const isRefusal = status >= 400 && status < 500 && !PASSING.has(status)
    return { kind: isRefusal ? 'refused' : 'unknown', reason }
  } catch (error) {
    if (error instanceof OutboundError) return { kind: 'unknown', reason: error.message }
    throw error
  }
}

/** An answer need not say anything. */
function replyOf(text: string): z.output<typeof Reply> {
  try {
    return Reply.safeParse(JSON.parse(text)).data ?? {}
  } catch {
    return {}
  }
}
