// What PayPal's webhooks are about. PayPal itself says whether one is its own.
import { z } from 'zod'
import type { RawBody } from '../../../../shared/http/route.ts'
import type { Notice } from '../provider.ts'

const Event = z.object({
  id: z.string().min(1),
  event_type: z.string().min(1),
  resource: z
    .object({
      id: z.string().optional(),
      custom_id: z.string().optional(),
      purchase_units: z.array(z.object({ custom_id: z.string().optional() })).optional(),
      supplementary_data: z
        .object({ related_ids: z.object({ order_id: z.string().optional() }).optional() })
        .optional(),
      metadata: z.object({ order_id: z.string().optional() }).optional(),
    })
    .default({}),
})

// PayPal tries for three days ("Webhooks", developer.paypal.com/api/rest/webhooks).
const MAX_AGE_MS = 4 * 24 * 60 * 60 * 1_000

const HEADERS = {
  auth_algo: 'paypal-auth-algo',
  cert_url: 'paypal-cert-url',
  transmission_id: 'paypal-transmission-id',
  transmission_sig: 'paypal-transmission-sig',
  transmission_time: 'paypal-transmission-time',
}

/**
 * The body of POST /v1/notifications/verify-webhook-signature. The event is put in as it came, since the signature is over
 * its bytes. Undefined when it is no JSON, or a header is missing or too old.
 */
export function verification({ text, headers }: RawBody, webhookId: string, now: number): string | undefined {
  const fields = Object.entries(HEADERS).map(([name, header]) => [name, headers[header]] as const)
  if (fields.some(([, value]) => value === undefined || value === '')) return undefined
  const age = now - Date.parse(headers[HEADERS.transmission_time] ?? '')
  // Not a number is not too young either.
  if (!(Math.abs(age) <= MAX_AGE_MS) || !isJson(text)) return undefined
  const known = JSON.stringify({ ...Object.fromEntries(fields), webhook_id: webhookId })
  return `${known.slice(0, -1)},"webhook_event":${text}}`
}

/** Undefined when it is not an event of PayPal's. */
export function noticeOf(text: string): Notice | undefined {
  const event = Event.safeParse(JSON.parse(text))
  if (!event.success) return undefined
  const { id, event_type: type, resource } = event.data
  const isOrder = type.startsWith('CHECKOUT.ORDER.') || type.startsWith('CHECKOUT.PAYMENT-APPROVAL.')
  const order = resource.supplementary_data?.related_ids?.order_id ?? resource.metadata?.order_id
  const ours = resource.custom_id ?? resource.purchase_units?.[0]?.custom_id
  return { id, type, reference: (isOrder ? resource.id : order) ?? null, paymentId: paymentIdOf(ours) }
}

/** A refund's is followed by its own (`refundId`). Other programs of the same account have others. */
function paymentIdOf(customId: string | undefined): string | null {
  const id = z.uuid().safeParse(customId?.split('.')[0])
  return id.success ? id.data : null
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
