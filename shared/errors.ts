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
  invalid_input: [422, 'Invalid input'],
  idempotency_key_reused: [422, 'Idempotency key reused for another request'],
  too_many_requests: [429, 'Too many requests'],
  headers_too_large: [431, 'Request headers too large'],
  internal: [500, 'Internal error'],
  bad_gateway: [502, 'The store stopped answering'],
  unavailable: [503, 'Temporarily unavailable'],
  tenant_moved: [503, 'Store is moving'],

  slug_taken: [409, 'Store address taken'],
  email_taken: [409, 'E-mail address taken'],
  no_shard_available: [503, 'No room for a new store'],

  handle_taken: [409, 'Handle taken'],
  sku_taken: [409, 'SKU taken'],
  duplicate_variant: [409, 'Two variants with the same options'],

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

  statements_not_tracked: [409, 'Statements are not tracked'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ErrorCode = keyof typeof ERROR_CODES
export type FieldIssue = { path: string; message: string }

/** An expected failure. `detail` and `issues` are shown to the caller; everything else stays inside. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly issues: readonly FieldIssue[]
  /** Seconds after which the same request may succeed; sent as `Retry-After`. */
  readonly retryAfter: number | undefined

  constructor(
    code: ErrorCode,
    detail: string,
    options: { issues?: readonly FieldIssue[]; retryAfter?: number } = {},
  ) {
    super(detail)
    this.name = 'DomainError'
    this.code = code
    this.issues = options.issues ?? []
    this.retryAfter = options.retryAfter
  }
}

/** A problem with one field of the input: 422 unless another code says more. */
export function fieldError(path: string, message: string, code: ErrorCode = 'invalid_input'): DomainError {
  return new DomainError(code, message, { issues: [{ path, message }] })
}
