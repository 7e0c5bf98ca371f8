// From a refusal to what it means and what would have let it pass, in sentences for people who run a store.

export type Facts = {
  code: string
  status: number
  rule: string
  needed: string | null
  had: string | null
}
type Explanation = { because: string; would_pass_with: string }
type Explain = (facts: Facts) => readonly [because: string, wouldPassWith: string]

const orNone = (had: string | null) => (had === null || had === '' ? 'nothing' : had)

const RULES: Readonly<Record<string, Explain>> = {
  permission: ({ needed, had, status }) =>
    status === 401
      ? [
          `this address needs the permission ${needed} and no key or session was sent`,
          `a key or session that has ${needed}, sent as "Authorization: Bearer …"`,
        ]
      : [
          `this address needs the permission ${needed} and the caller has ${orNone(had)}`,
          needed === 'shop' || needed === 'account' || needed === 'platform:admin'
            ? `a credential of the kind that this API is for (${needed})`
            : `a key with the scope ${needed}, or a member of staff whose role has it`,
        ],
  'credential.unknown': () => [
    'the credential that was sent is none that is known: it is wrong, was deleted, or is a session that has ended',
    'a valid key or a new session',
  ],
  'credential.revoked': ({ had }) => [
    `the API key that was sent was revoked${had === null ? '' : ` at ${had}`}`,
    'another key that is active',
  ],
  'credential.other_store': () => [
    'the API key that was sent belongs to another store',
    "a key of the store at whose address the request was made, or the key's own store's address",
  ],
  'platform_admin.ip': ({ had, needed }) => [
    `platform administrators are let in from certain networks only, and the request came from ${orNone(had)}`,
    `a request from ${needed ?? 'an allowed network'} (PLATFORM_ADMIN_IPS)`,
  ],
  'api_key.ip': ({ had, needed }) => [
    `the API key may be used from certain addresses only, and the request came from ${orNone(had)}`,
    needed === null ? "a request from one of the key's addresses" : `a request from ${needed}`,
  ],
  cors: ({ had, needed }) => [
    `the page that asked is at ${orNone(had)}, an origin that the store does not allow`,
    `a page at ${needed ?? 'one of the allowed origins'}, or that origin among the store's allowed ones`,
  ],
  'tenant.status': ({ had }) => [
    `the store is ${orNone(had)}`,
    'the same request once the store is active again',
  ],
}

const RATE: Explain = ({ rule, code, needed, had }) => [
  `more was asked than ${rule === code ? 'a limit' : `the limit ${rule}`} allows${had === null ? '' : ` (${had})`}`,
  `the same request later, as Retry-After says${needed === null ? '' : `, or with a limit of ${needed}`}`,
]

const OTHER_PAYMENT = 'another card or another way to pay'

const CODES: Readonly<Record<string, Explain>> = {
  authentication_required: () => [
    'no key or session was sent where one is needed',
    'a key or session, sent as "Authorization: Bearer …"',
  ],
  invalid_credentials: () => [
    'the credential that was sent is wrong, revoked or expired, or is no "Bearer" one',
    'a valid key or a new session, sent as "Authorization: Bearer …"',
  ],
  key_expired: () => ['the API key that was sent has expired', 'the key that took its place, or a new one'],
  ip_not_allowed: () => [
    'the credential may be used from certain addresses only, and the request came from another',
    'a request from one of the allowed addresses, or this address among them',
  ],
  csrf_refused: () => [
    'the session came in a cookie and the request did not show that a page of ours sent it',
    'a request from a page of the installation\'s own origin, or the session as "Authorization: Bearer …"',
  ],
  two_factor_required: () => [
    'the account has a second factor and the request did not show it',
    'a current code of the authenticator app, or a recovery code',
  ],
  email_not_verified: () => [
    'the e-mail address of the account was not confirmed yet',
    'the same request after the link in the mail was followed',
  ],
  permission_escalation: () => [
    'the caller would have given away more than it may do itself',
    'only permissions that the caller has, or a caller who has them all',
  ],
  person_required: () => [
    "the installation's own token asked for what a person must answer for",
    'the session of an account that is a platform administrator',
  ],
  social_login_refused: () => [
    'the account elsewhere was not shown in a way that can be believed',
    'a new sign-in that begins here',
  ],
  invitation_not_yours: () => [
    'the invitation is for another e-mail address than that of the account',
    'a session of the account with the address that was invited',
  ],
  tenant_suspended: () => ['the store is suspended', 'the same request once the store was resumed'],
  origin_not_allowed: () => [
    'the page that asked is at an origin that the store does not allow',
    "a page at one of the store's allowed origins",
  ],
  https_required: () => ['the request came over plain HTTP', 'the same request over HTTPS'],
  too_many_attempts: () => [
    'there were too many failed attempts to sign in',
    'the right credentials later, as Retry-After says',
  ],
  too_many_requests: () => [
    'the store had more requests under way at once than may wait',
    'the same request a moment later, as Retry-After says',
  ],
  rate_limited: RATE,
  payment_required: () => ['the order was not paid for yet', 'a payment of the checkout for what is due'],
  payment_action_required: () => [
    'the shopper has not done their part of the payment yet',
    'the same request after the shopper confirmed the payment',
  ],
  payment_declined: () => ['the bank or the payment provider declined', OTHER_PAYMENT],
  payment_insufficient_funds: () => ['there was not enough money for the payment', OTHER_PAYMENT],
  payment_method_expired: () => ['the card or account had expired', OTHER_PAYMENT],
  payment_details_invalid: () => ['details of the card were wrong', 'the right details of the card'],
  payment_authentication_failed: () => [
    'the bank could not confirm that the payment is wanted',
    'a payment that the shopper confirms to their bank, or another card',
  ],
  payment_limit_exceeded: () => ['a limit of the card was exceeded', OTHER_PAYMENT],
  payment_abandoned: () => ['the payment was not finished', 'a payment that the shopper finishes'],
  payment_failed: () => [
    'the payment provider could not take the payment for a reason of its own',
    'the same request later, or another way to pay',
  ],
}

const BY_STATUS: Explain = ({ code, status, needed, had }) => [
  status === 402
    ? `the plan of the store or its payment does not cover this (${code})`
    : `the rule ${code} does not let the caller do this${had === null ? '' : `: it has ${had}`}`,
  needed ??
    (status === 429
      ? 'the same request later'
      : status === 402
        ? 'a plan that covers it'
        : 'a caller who may do this'),
]

/** Why a request was refused and what would have let it pass. Every refusal has an explanation, a fuller one by its rule. */
export function explain(facts: Facts): Explanation {
  const { rule, code } = facts
  const byRule = Object.hasOwn(RULES, rule) ? RULES[rule] : rule.startsWith('rate_limit.') ? RATE : undefined
  const byCode = Object.hasOwn(CODES, code) ? CODES[code] : undefined
  const [because, wouldPassWith] = (byRule ?? byCode ?? BY_STATUS)(facts)
  return { because: `Refused because ${because}.`, would_pass_with: `It would pass with ${wouldPassWith}.` }
}
