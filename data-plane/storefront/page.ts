// One declaration per page of the shop. Routing, caching and the tests that walk all pages are read from it.
import type { html } from 'hono/html'
import type { z } from 'zod'
import type { CacheClass } from '../../shared/cache/classes.ts'
import type { Visit } from './visit.ts'

/** Escaped wherever a value stands in an `html` template. */
export type Html = ReturnType<typeof html>

export type Crumb = { name: string; path?: string }

/** A page in the shop's frame. */
export type Document = {
  kind: 'document'
  status?: number
  /** In front of the shop's name. */
  title: string
  description?: string
  body: Html
  /** Path and query by which search engines know it; undefined: its own path. */
  canonical?: string
  /** The address of a picture of what it is about. */
  image?: string | undefined
  /** What it is about, for Open Graph. */
  type?: 'website' | 'product' | 'article'
  /** Without this one search engines may show it. */
  noindex?: boolean
  crumbs?: readonly Crumb[]
  /** schema.org data beside that of its crumbs. */
  data?: readonly Record<string, unknown>[]
  /** Paths of its neighbours in a list. */
  prev?: string | undefined
  next?: string | undefined
  /** A narrow frame without menus, as for a checkout. */
  isPlain?: boolean
}

/** What else its policy allows, beside what all pages may: origins such as `https://js.stripe.com`. */
export type Sources = {
  script?: readonly string[]
  frame?: readonly string[]
  connect?: readonly string[]
  form?: readonly string[]
}

export type Shown =
  | Document
  /** To a path of the shop (with its language's prefix), or to another site. */
  | { kind: 'redirect'; to: string; status?: 301 | 303 }
  | { kind: 'text'; type: string; text: string }
  /** For the shop's own script. */
  | { kind: 'json'; value: unknown; status?: number }

type Nothing = z.ZodObject<Record<never, never>>

export type PageSpec<P extends z.ZodType, Q extends z.ZodType, F extends z.ZodType> = {
  readonly method: 'get' | 'post'
  /** As in routes: `/products/{product_id}`. A parameter named `x_id` names a row of the table `xs`, by its id or handle; `x_handle` by the latter only. */
  readonly path: string
  readonly params?: P
  /** Takes anything: what makes no sense is as if it was not there. Parameters that it does not name are not looked at. */
  readonly query?: Q
  /** Of a POST. What it refuses is an error page, so what visitors type is better left to the API. */
  readonly form?: F
  /**
   * Keeps it for all visitors of the same language, market and currency; then the visit tells nothing of who visits.
   * `tags`: what it depends on, beside what all pages do. `isTimed`: it also depends on the time, to the minute.
   */
  readonly cache?: {
    readonly class: CacheClass
    readonly tags: (input: { params: z.output<P>; query: z.output<Q> }) => readonly string[]
    readonly isTimed?: true
  }
  readonly sources?: Sources
  readonly handler: (
    visit: Visit,
    input: { params: z.output<P>; query: z.output<Q>; form: z.output<F> },
  ) => Promise<Shown> | Shown
}

// biome-ignore lint/suspicious/noExplicitAny: a list of pages holds handlers of any input
export type Page = PageSpec<any, any, any>

export const definePage = <
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  F extends z.ZodType = Nothing,
>(
  spec: PageSpec<P, Q, F>,
): Page => spec

/** A query parameter that is as if it was not there when it makes no sense. */
export const lenient = <T extends z.ZodType>(type: T) => type.optional().catch(undefined)

export const redirect = (to: string, status: 301 | 303 = 303): Shown => ({ kind: 'redirect', to, status })
