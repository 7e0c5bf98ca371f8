import { expect, test } from 'vitest'
import { isSigned, isWebhookSecret, newWebhookSecret, signWebhook } from './signature.ts'

// The specification's own example.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
const NOW = new Date(MESSAGE.timestamp * 1000)

const received = (over: Record<string, string> = {}, text = MESSAGE.body) => ({
  text,
  headers: {
    'webhook-id': MESSAGE.id,
    'webhook-timestamp': String(MESSAGE.timestamp),
    'webhook-signature': SIGNATURE,
    ...over,
  },
})
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)

test('signs as the specification does', () => {
  expect(signWebhook(SECRET, MESSAGE)).toBe(SIGNATURE)
  expect(isSigned(SECRET, received(), NOW)).toBe(true)
})

test('one right signature among several is enough', () => {
  const several = `v1,${'A'.repeat(43)}= v2,other ${SIGNATURE} v1a,another`
  expect(isSigned(SECRET, received({ 'webhook-signature': several }), NOW)).toBe(true)
})

test.each([
  ['another body', received({}, `${MESSAGE.body} `), NOW],
  ['another id', received({ 'webhook-id': 'msg_other' }), NOW],
  ['another time', received({ 'webhook-timestamp': '1614265331' }), NOW],
  ['no signature', received({ 'webhook-signature': '' }), NOW],
  ['another version', received({ 'webhook-signature': SIGNATURE.replace('v1', 'v2') }), NOW],
  ['no number as its time', received({ 'webhook-timestamp': '1614265330.0' }), NOW],
  ['one that is too old', received(), after(301)],
  ['one from the future', received(), after(-301)],
])('does not take %s', (_, message, now) => {
  expect(isSigned(SECRET, message, now)).toBe(false)
})

test('takes a message up to five minutes later, and not with another secret', () => {
  expect(isSigned(SECRET, received(), after(300))).toBe(true)
  expect(isSigned(newWebhookSecret(), received(), NOW)).toBe(false)
})

test('a secret has 24 to 64 bytes', () => {
  expect(isWebhookSecret(newWebhookSecret())).toBe(true)
  expect(isWebhookSecret(SECRET)).toBe(true)
  for (const text of [
    '',
    'whsec_',
    'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    `whsec_${'A'.repeat(28)}`,
    'whsec_!!!!',
  ])
    expect(isWebhookSecret(text)).toBe(false)
})
