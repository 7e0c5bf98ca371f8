// What an answer says of the limits: those of a request that passed, and the refusal of one that did not.

import { ERROR_CODES } from '../../shared/errors.ts'
import type { ToldRefusal } from '../../shared/http/refusal.ts'
import type { Hit } from './limiter.ts'
import { CONCURRENT, LIMITS } from './rules.ts'
import { leftOf, NO_HIT, nearestOf, retryAfter, secondsTo, type Usage } from './usage.ts'

type RateHeaders = { 'ratelimit-policy': string; ratelimit: string }

/** By draft-ietf-httpapi-ratelimit-headers-10, of the one limit that is nearest to its end; undefined without any. */
export function rateHeaders(usages: readonly Usage[], now: number): RateHeaders | undefined {
  let nearest: Usage | undefined
  let limit = NO_HIT
  let least = Number.POSITIVE_INFINITY
  for (const usage of usages) {
    const own = nearestOf(usage)
    if (own === NO_HIT) continue
    const part = leftOf(usage, own) / (usage.bounds.most[own] as number)
    if (part >= least) continue
    least = part
    limit = own
    nearest = usage
  }
  return nearest && headersOf(nearest, limit, leftOf(nearest, limit), secondsTo(nearest, limit, now))
}

const headersOf = ({ bounds }: Usage, limit: number, left: number, seconds: number): RateHeaders => ({
  'ratelimit-policy': bounds.policies[limit] as string,
  ratelimit: `${bounds.names[limit]};r=${left}${limit === CONCURRENT ? '' : `;t=${seconds}`}`,
})

const [STATUS, TITLE] = ERROR_CODES.rate_limited
const WHOSE = {
  tenant: 'This store',
  key: 'This key',
  address: 'Your network',
  account: 'Your account',
} as const
const START = JSON.stringify({
  type: 'urn:storeplane:error:rate_limited',
  title: TITLE,
  status: STATUS,
  code: 'rate_limited',
}).slice(0, -1)

/** The problem `rate_limited`, put together by hand: a flood of refusals must cost next to nothing. */
export function refusal({ usage, limit }: Hit, requestId: string, now: number): Response {
  const { bounds } = usage
  const name = LIMITS[limit] as string
  const quota = bounds.most[limit] as number
  const seconds = retryAfter(usage, limit, now)
  const body =
    `${START},"detail":"${WHOSE[bounds.scope]} has used up its limit ${name} of ${quota}.","request_id":"${requestId}",` +
    `"errors":[],"rate_limit":{"scope":"${bounds.scope}","limit":"${name}","quota":${quota},"retry_after":${seconds}}}`
  return new Response(body, {
    status: STATUS,
    headers: {
      'content-type': 'application/problem+json',
      'retry-after': String(seconds),
      ...headersOf(usage, limit, 0, seconds),
    },
  })
}

/** The same for those who keep refusals. */
export const toldOf = ({ usage: { bounds }, limit }: Hit): ToldRefusal => ({
  code: 'rate_limited',
  rule: `rate_limit.${bounds.scope}.${LIMITS[limit]}`,
  had: `${bounds.most[limit]} allowed`,
})
