// Signatures of the Standard Webhooks specification (https://www.standardwebhooks.com), version 1.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const PREFIX = 'whsec_'
const SECRET_BYTES = 32
/** The specification's example: how far a message's time may be from ours. */
const TOLERANCE_SECONDS = 5 * 60

/** A new secret, as both sides write it: `whsec_` and 32 bytes in base64. */
export const newWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64')

/** Whether `text` is a secret of 24 to 64 bytes, as the specification asks for. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false
  const { length } = keyOf(text)
  return length >= 24 && length <= 64
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64')

export type SignedMessage = { id: string; timestamp: number; body: string }

/** `v1,` and the base64 of the HMAC-SHA256. `timestamp` in seconds since 1970. */
export function signWebhook(secret: string, { id, timestamp, body }: SignedMessage): string {
  return `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** The headers by which a message is recognised. */
export const webhookHeaders = (secret: string, message: SignedMessage): Record<string, string> => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(message.timestamp),
  'webhook-signature': signWebhook(secret, message),
})

/**
 * Whether a message is from somebody who has the secret, and was sent within five minutes of `now`. One of several
 * signatures, with spaces between them, is enough.
 */
export function isSigned(
  secret: string,
  { text, headers }: { text: string; headers: Readonly<Record<string, string>> },
  now: Date,
): boolean {
  const { 'webhook-id': id = '', 'webhook-timestamp': at = '', 'webhook-signature': given = '' } = headers
  if (id === '' || !/^\d{1,12}$/.test(at)) return false
  if (Math.abs(now.getTime() / 1000 - Number(at)) > TOLERANCE_SECONDS) return false
  const due = Buffer.from(signWebhook(secret, { id, timestamp: Number(at), body: text }))
  return given.split(' ').some((signature) => {
    const bytes = Buffer.from(signature)
    return bytes.length === due.length && timingSafeEqual(bytes, due)
  })
}
