// One declaration per route. Validation, authorisation, the OpenAPI document and the isolation tests are all read from it.
import { z } from 'zod'
import type { Permission, PrincipalKind } from '../auth/permissions.ts'
import type { CacheClass } from '../cache/classes.ts'
import type { BaseCtx } from '../context.ts'
import type { ErrorCode } from '../errors.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
export type MediaType = 'application/json' | 'text/csv'
type Nothing = z.ZodObject<Record<never, never>, z.core.$strict>

/** A body as it was sent, with the request's headers by their lower-case names: what a signature was made over. */
export type RawBody = { text: string; headers: Readonly<Record<string, string>> }
export const RawBody = z.custom<RawBody>()

/** A file that a request carries. It is there until the request is answered. */
export type ReceivedFile = { type: string; size: number; sha256: string; path: string }
export const ReceivedFile = z.custom<ReceivedFile>()

/** A file as an answer. `type` is sent as its Content-Type, and `open` gives the bytes from `start` to `end`, both included. */
export type SentFile = {
  type: string
  size: number
  etag: string
  headers: Readonly<Record<string, string>>
  open: (range: { start: number; end: number }) => Promise<ReadableStream<Uint8Array>>
}
export const SentFile = z.custom<SentFile>()

export type AuditActor = {
  readonly kind: PrincipalKind
  readonly id: string
  /** Their e-mail address, or the first characters of their key. */
  readonly label?: string | undefined
}

/** What the audit log says of a route, where that does not follow from the route itself. */
export type Audited = {
  /** As in `account.signed_in`. */
  readonly action?: string
  /** Who it was, where only the answer tells. */
  // biome-ignore lint/suspicious/noExplicitAny: the route's own answer
  readonly actor?: (answer: any) => AuditActor
  /** Whose log it belongs to, where the path does not tell. */
  // biome-ignore lint/suspicious/noExplicitAny: the route's own answer
  readonly tenant?: (answer: any) => string
  /** Its handler has transactions of its own, so the entry is stored after it. */
  readonly apart?: true
}

export type RouteSpec<
  C extends BaseCtx,
  R extends z.ZodType,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  T,
> = {
  readonly method: Method
  /** As in OpenAPI: `/admin/v1/products/{product_id}`. A parameter named `x_id` is the id of a row of table `xs`. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly permission: Permission
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** `raw`: a RawBody, of whatever media type. */
  readonly bodyType?: MediaType | 'raw'
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number
  /** The body is a ReceivedFile of one of these media types, each with how many bytes it may have. */
  readonly takesFiles?: Readonly<Record<string, number>>
  readonly status?: 200 | 201 | 202 | 303
  readonly response: R
  readonly responseType?: MediaType
  /** The answer is a SentFile of one of these media types. */
  readonly sendsFiles?: readonly string[]
  /** Keeps the answer of a GET that is the same for everyone who may ask; `tags` are what it depends on. */
  readonly cache?: {
    readonly class: CacheClass
    readonly tags: (input: { params: z.output<P>; query: z.output<Q> }) => readonly string[]
  }
  /** Whether it knows the shopper by `X-Customer-Token`; `required`: there must be one. */
  readonly customer?: 'optional' | 'required'
  /**
   * Writes by staff and admins are in the audit log unless they say `false`; public ones only when they ask for it.
   */
  readonly audit?: false | Audited
  /**
   * Its body or answer holds a secret, so it takes no Idempotency-Key: what that remembers would keep the secret. Nor does
   * the audit log keep any of it.
   */
  readonly secret?: true
  /** Beyond those that every route of its shape can answer with. */
  readonly errors?: readonly ErrorCode[]
  /**
   * What reaches outside the database, before the transaction in which the answer to an Idempotency-Key is remembered:
   * it runs at each repetition, and the handler need not run after it.
   */
  readonly prepare?: (
    ctx: C,
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
  ) => Promise<T>
  readonly handler: (
    ctx: C,
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B>; prepared: T },
  ) => Promise<z.input<R>>
  /**
   * What goes out of an answer, for who gets a part of it as headers, such as cookies. Called with each answer, also one
   * that is given again for its Idempotency-Key.
   */
  readonly send?: (
    ctx: C,
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
    answer: z.output<R>,
  ) => { body: z.input<R>; headers: readonly (readonly [name: string, value: string])[] }
}

// Type arguments are erased once a route stands in a list: they were checked where it was written.
// biome-ignore lint/suspicious/noExplicitAny: a list of routes holds handlers of any input
export type Route<C extends BaseCtx> = RouteSpec<C, any, any, any, any, any>

/** Whether a repeated request with the same Idempotency-Key gets the same answer. */
export const takesKey = <C extends BaseCtx>({ method, secret }: Route<C>): boolean =>
  method !== 'get' && secret !== true

/** Gives the `defineRoute` of a plane, whose handlers take that plane's context. */
export function routesFor<C extends BaseCtx>() {
  return <
    R extends z.ZodType,
    P extends z.ZodType = Nothing,
    Q extends z.ZodType = Nothing,
    B extends z.ZodType = Nothing,
    T = undefined,
  >(
    spec: RouteSpec<C, R, P, Q, B, T>,
  ): Route<C> => spec
}

/** Validates a list request's paging. Cursors are opaque to clients. */
export const Paging = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(200).optional(),
}

/** The same for a list whose cursors hold a key, such as a title. */
export const KeyedPaging = { ...Paging, cursor: z.string().min(1).max(2_000).optional() }

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() })

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; match on this' }),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
    payment: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Of a payment that did not work: a CheckoutPayment' }),
    rate_limit: z
      .object({ scope: z.string(), limit: z.string(), quota: z.int(), retry_after: z.int() })
      .optional()
      .meta({ description: 'Of the code rate_limited: the limit that was reached; seconds to wait' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })
