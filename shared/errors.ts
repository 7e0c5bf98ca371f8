// The one catalogue of problems that any API can answer with. Codes are never renamed: clients match on them.

export const ERROR_CODES = {
  malformed_request: [400, 'The request could not be read'],
  authentication_required: [401, 'Authentication required'],
  invalid_credentials: [401, 'Invalid credentials'],
  forbidden: [403, 'Not allowed'],
  tenant_suspended: [403, 'Store suspended'],
  not_found: [404, 'Not found'],
  unknown_host: [404, 'No store at this address'],
  method_not_allowed: [405, 'Method not allowed'],
  request_timeout: [408, 'Request took too long to arrive'],
  tenant_cancelled: [410, 'Store closed'],
  payload_too_large: [413, 'Request body too large'],
  unsupported_media_type: [415, 'Unsupported media type'],
  range_not_satisfiable: [416, 'Range not satisfiable'],
  invalid_input: [422, 'Invalid input'],
  idempotency_key_reused: [422, 'Idempotency key reused for another request'],
  too_many_requests: [429, 'Too many requests'],
  headers_too_large: [431, 'Request headers too large'],
  internal: [500, 'Internal error'],
  bad_gateway: [502, 'The store stopped answering'],
  unavailable: [503, 'Temporarily unavailable'],
  tenant_moved: [503, 'Store is moving'],

  wrong_tenant_status: [409, 'Store is in another state'],
  person_required: [403, 'Only for people'],

  slug_taken: [409, 'Store address taken'],
  email_taken: [409, 'E-mail address taken'],
  no_shard_available: [503, 'No room for a new store'],

  two_factor_required: [401, 'Second factor required'],
  two_factor_enabled: [409, 'Second factor is on already'],
  two_factor_not_enabled: [409, 'Second factor is not on'],
  password_not_set: [409, 'Account has no password'],
  social_login_refused: [401, 'Sign-in elsewhere failed'],
  email_missing: [409, 'No e-mail address given'],
  email_unverified: [409, 'E-mail address not verified'],
  identity_taken: [409, 'Linked to another account'],
  last_sign_in_method: [409, 'Last way to sign in'],

  handle_taken: [409, 'Handle taken'],
  sku_taken: [409, 'SKU taken'],
  duplicate_variant: [409, 'Two variants with the same options'],

  market_code_taken: [409, 'Market code taken'],
  market_in_use: [409, 'Market in use'],
  too_many_markets: [409, 'Too many markets'],
  tax_region_exists: [409, 'Tax region exists already'],
  too_many_tax_regions: [409, 'Too many tax regions'],
  still_in_use: [409, 'Still in use'],
  merchant_code_taken: [409, 'Merchant code taken'],
  collection_by_rule: [409, 'Collection is made by its rule'],
  collection_full: [409, 'Collection is full'],
  too_many_categories: [409, 'Too many categories'],
  too_many_collections: [409, 'Too many collections'],

  price_unavailable: [409, 'No price in this currency'],
  insufficient_inventory: [409, 'Not enough stock'],
  cart_completed: [409, 'Cart already ordered'],
  cart_empty: [409, 'Cart is empty'],
  cart_full: [409, 'Cart is full'],
  checkout_completed: [409, 'Checkout already completed'],
  checkout_expired: [409, 'Checkout expired'],
  checkout_incomplete: [409, 'Checkout is missing information'],
  product_unavailable: [409, 'Product no longer available'],
  order_already_paid: [409, 'Order already paid'],
  order_cancelled: [409, 'Order was cancelled'],
  order_not_cancellable: [409, 'Order cannot be cancelled'],

  comment_not_yours: [409, 'Comment of somebody else'],
  order_changed: [409, 'Order changed meanwhile'],
  order_edit_refused: [409, 'Order cannot be edited so'],
  too_many_order_views: [409, 'Too many saved views'],
  order_export_not_ready: [409, 'File is not ready'],
  order_not_paid: [409, 'Order is not paid'],
  nothing_to_fulfill: [409, 'Nothing to fulfill'],
  fulfillment_not_cancellable: [409, 'Fulfillment cannot be cancelled'],
  wrong_fulfillment_status: [409, 'Fulfillment is in another state'],

  location_code_taken: [409, 'Location code taken'],
  location_in_use: [409, 'Location in use'],
  too_many_locations: [409, 'Too many locations'],
  transfer_not_open: [409, 'Transfer cannot be changed any more'],
  count_not_open: [409, 'Count is closed'],
  count_full: [409, 'Count is full'],
  promotion_code_unknown: [422, 'Unknown promotion code'],
  promotion_code_taken: [409, 'Promotion code taken'],
  promotion_expired: [409, 'Promotion has ended'],
  promotion_not_started: [409, 'Promotion has not started'],
  promotion_used_up: [409, 'Promotion is used up'],
  promotion_not_applicable: [409, 'Promotion does not apply'],
  promotion_in_use: [409, 'Promotion was used'],
  campaign_in_use: [409, 'Campaign has promotions'],
  too_many_promotions: [409, 'Too many automatic promotions'],
  gift_card_unknown: [422, 'Unknown gift card'],
  gift_card_not_yours: [409, 'Gift card of another customer'],
  gift_card_wrong_currency: [409, 'Gift card in another currency'],
  gift_card_deactivated: [409, 'Gift card deactivated'],
  gift_card_expired: [409, 'Gift card expired'],
  gift_card_used_up: [409, 'Gift card used up'],
  insufficient_balance: [409, 'Not enough left'],
  refund_exceeds_payment: [409, 'Refund exceeds payment'],
  nothing_to_refund: [409, 'Nothing to refund'],
  refund_not_failed: [409, 'Refund has not failed'],
  return_window_closed: [409, 'Too late to return'],
  return_not_open: [409, 'Return is in another state'],
  link_expired: [409, 'Link used or too old'],
  account_exists: [409, 'Customer has an account already'],
  customer_group_code_taken: [409, 'Customer group code taken'],
  address_book_full: [409, 'Address book is full'],
  cart_merged: [409, 'Cart merged into another'],
  media_in_use: [409, 'File in use'],
  review_exists: [409, 'Already reviewed'],

  theme_changed: [409, 'Theme changed meanwhile'],
  too_many_pages: [409, 'Too many pages'],

  message_not_sendable: [409, 'Message cannot be sent'],
  wrong_subscription_status: [409, 'Subscription is in another state'],
  subscription_plan_not_applicable: [409, 'Plan does not apply'],

  https_required: [403, 'HTTPS required'],
  origin_not_allowed: [403, 'Not allowed from this origin'],
  key_expired: [401, 'API key expired'],
  ip_not_allowed: [403, 'Not allowed from this address'],
  api_key_not_active: [409, 'API key no longer active'],
  domain_exists: [409, 'Domain added already'],
  domain_not_verified: [409, 'Domain is not verified'],
  domain_removed: [409, 'Domain was removed'],
  too_many_domains: [409, 'Too many domains'],

  statements_not_tracked: [409, 'Statements are not tracked'],

  csrf_refused: [403, 'Request from another site'],
  too_many_attempts: [429, 'Too many attempts'],
  last_admin: [409, 'Last administrator'],
  permission_escalation: [403, 'More than you may yourself'],
  invitation_not_yours: [403, 'Invitation to another e-mail address'],
  email_not_verified: [403, 'E-mail address not verified'],
  role_name_taken: [409, 'Role name taken'],
  role_in_use: [409, 'Role in use'],
  too_many_roles: [409, 'Too many roles'],
  last_owner: [409, 'Last owner'],
  already_member: [409, 'Already a member'],
  already_invited: [409, 'Already invited'],
  member_limit_reached: [409, 'Member limit reached'],
  sign_in_to_accept: [409, 'Sign in to accept'],
  rate_limited: [429, 'Rate limit reached'],

  payment_required: [402, 'Payment required'],
  payment_action_required: [402, 'Payment needs the shopper'],
  payment_declined: [402, 'Payment declined'],
  payment_insufficient_funds: [402, 'Not enough money'],
  payment_method_expired: [402, 'Card or account expired'],
  payment_details_invalid: [402, 'Wrong details of the card'],
  payment_authentication_failed: [402, 'Bank could not confirm the payment'],
  payment_limit_exceeded: [402, 'Limit of the card exceeded'],
  payment_abandoned: [402, 'Payment not finished'],
  payment_failed: [402, 'Payment failed'],
  payment_pending: [409, 'Payment still under way'],
  payment_amount_changed: [409, 'Amount has changed'],
  payment_not_needed: [409, 'Nothing left to pay'],
  payment_not_open: [409, 'Payment cannot be changed any more'],
  payment_gateway_code_taken: [409, 'Payment gateway code taken'],
  payment_gateway_refused: [409, 'Payment provider refused the credentials'],
  payment_notice_refused: [400, 'Notice not signed by the payment provider'],
  payment_provider_unavailable: [503, 'Payment provider does not answer'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ErrorCode = keyof typeof ERROR_CODES
/**
 * The rule by which a caller was refused, for those who run the store: what it needed, and what was there instead. Never
 * holds a secret.
 */
export type Refusal = { rule: string; needed?: string; had?: string }
export type FieldIssue = { path: string; message: string }

/** An expected failure. `detail` and `issues` are shown to the caller; everything else stays inside. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly issues: readonly FieldIssue[]
  /** Seconds after which the same request may succeed; sent as `Retry-After`. */
  readonly retryAfter: number | undefined
  readonly refusal: Refusal | undefined
  /** Of a payment that did not work: where it stands, for the shopper. */
  readonly payment: Readonly<Record<string, unknown>> | undefined

  constructor(
    code: ErrorCode,
    detail: string,
    options: {
      issues?: readonly FieldIssue[]
      retryAfter?: number
      refusal?: Refusal
      payment?: Readonly<Record<string, unknown>>
    } = {},
  ) {
    super(detail)
    this.name = 'DomainError'
    this.code = code
    this.issues = options.issues ?? []
    this.retryAfter = options.retryAfter
    this.refusal = options.refusal
    this.payment = options.payment
  }
}

/** A problem with one field of the input: 422 unless another code says more. */
export function fieldError(path: string, message: string, code: ErrorCode = 'invalid_input'): DomainError {
  return new DomainError(code, message, { issues: [{ path, message }] })
}
