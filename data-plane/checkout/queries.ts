import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { AddressFields } from '../addresses/index.ts'
import type { ChosenShipping, PaymentMethod } from '../orders/index.ts'
import type { GiftCard, StoreCredit } from '../pricing/index.ts'
import type { Basis, PricedLine, TaxesDue } from '../quotes/index.ts'

export type CheckoutLine = Omit<PricedLine, 'variant_id'> & {
  /** Null once the variant was deleted. */
  variant_id: string | null
  title: string
  variant_title: string
  sku: string | null
  /** By which plan it is bought, or which subscription it renews; null: once. */
  subscription: LineSubscription | null
}

/** What subscriptions keep of a line; `plan_id` is what they have in common. */
export type LineSubscription = { plan_id: string } & Readonly<Record<string, unknown>>

export type CheckoutRow = {
  id: string
  cart_id: string
  status: 'open' | 'completed'
  market_code: string
  currency: string
  email: string | null
  shipping_address: AddressFields | null
  shipping_method: ChosenShipping | null
  payment_method: PaymentMethod | null
  basis: Basis
  codes: string[]
  taxes: TaxesDue
  gift_cards: GiftCard[]
  store_credit: StoreCredit | null
  /** Whether completing it takes uses of promotions, gift cards or store credit. */
  takes_balances: boolean
  order_id: string | null
  /** Whose cycle it is; null: a shopper's own. */
  subscription_id: string | null
  created_at: string
  updated_at: string
  expires_at: string
  lines: CheckoutLine[]
}

const insertOne = prepared<{ tenantId: string; checkout: string }>(
  (p) => sql`
    insert into checkouts (tenant_id, id, cart_id, market_code, currency, email, shipping_address, shipping_method,
      payment_method, basis, codes, taxes, takes_balances, subscription_id, created_at, updated_at, expires_at)
    select ${p.tenantId}, id, cart_id, market_code, currency, email, nullif(shipping_address, 'null'),
      nullif(shipping_method, 'null'), payment_method, basis, codes, taxes, takes_balances, subscription_id, created_at,
      updated_at, expires_at
    from jsonb_to_record(${p.checkout}::jsonb) as c (id uuid, cart_id uuid, market_code text, currency text, email text,
      shipping_address jsonb, shipping_method jsonb, payment_method text, basis jsonb, codes text[], taxes jsonb,
      takes_balances boolean, subscription_id uuid, created_at timestamptz, updated_at timestamptz, expires_at timestamptz)`,
)
const insertLines = prepared<{ tenantId: string; checkoutId: string; lines: string }>(
  (p) => sql`
    insert into checkout_line_items (tenant_id, checkout_id, id, variant_id, product_id, title, variant_title, sku, quantity,
      unit_amount, list_amount, taxable, tax_class, product_type, requires_shipping, groups, subscription)
    select ${p.tenantId}, ${p.checkoutId}, id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount,
      list_amount, taxable, tax_class, product_type, requires_shipping, coalesce(groups, '{}'), nullif(subscription, 'null')
    from jsonb_to_recordset(${p.lines}::jsonb) as l (id uuid, variant_id uuid, product_id uuid, title text,
      variant_title text, sku text, quantity integer, unit_amount bigint, list_amount bigint,
      taxable boolean, tax_class text, product_type text, requires_shipping boolean, groups jsonb, subscription jsonb)`,
)
export async function insertCheckout(
  tx: Tx,
  tenantId: string,
  { lines, ...checkout }: CheckoutRow,
): Promise<void> {
  await Promise.all([
    insertOne(tx, { tenantId, checkout: JSON.stringify(checkout) }),
    insertLines(tx, { tenantId, checkoutId: checkout.id, lines: JSON.stringify(lines) }),
  ])
}

const checkoutTree = sql`
  select c.id, c.cart_id, c.status, c.market_code, c.currency, c.email, c.shipping_address, c.shipping_method,
    c.payment_method, c.basis, c.codes, c.taxes, c.gift_cards, c.store_credit, c.takes_balances, c.order_id, c.subscription_id,
    ${utc('c.created_at')} as created_at, ${utc('c.updated_at')} as updated_at, ${utc('c.expires_at')} as expires_at,
    (select json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', l.product_id, 'title', l.title,
        'variant_title', l.variant_title, 'sku', l.sku, 'quantity', l.quantity, 'unit_amount', l.unit_amount,
        'list_amount', l.list_amount, 'taxable', l.taxable, 'tax_class', l.tax_class,
        'product_type', l.product_type, 'requires_shipping', l.requires_shipping, 'groups', nullif(l.groups, '{}'),
        'subscription', l.subscription) order by l.id)
      from checkout_line_items l where l.tenant_id = c.tenant_id and l.checkout_id = c.id) as lines
  from checkouts c`

type Key = { tenantId: string; id: string }
const readOne = prepared<Key, CheckoutRow>(
  (p) => sql`${checkoutTree} where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
const lockOne = prepared<Key, CheckoutRow>(
  (p) => sql`${checkoutTree} where c.tenant_id = ${p.tenantId} and c.id = ${p.id} for update`,
)
export const readCheckout = async (tx: Tx, tenantId: string, id: string): Promise<CheckoutRow | undefined> =>
  (await readOne(tx, { tenantId, id }))[0]
/** Locks the checkout, so that it is completed or changed by one request at a time. Its lines never change. */
export const lockCheckout = async (tx: Tx, tenantId: string, id: string): Promise<CheckoutRow | undefined> =>
  (await lockOne(tx, { tenantId, id }))[0]

// What other modules lock and take for the completion of a checkout, as sub-selects: so all goes in one round trip.
export const cartOf = (tenantId: string, id: string) =>
  sql`(select cart_id from checkouts where tenant_id = ${tenantId} and id = ${id})`
export const variantsOf = (tenantId: string, id: string) =>
  sql`select variant_id from checkout_line_items where tenant_id = ${tenantId} and checkout_id = ${id}`
/** A row if nothing else needs locking before the order is numbered. */
export const readyToNumber = (tenantId: string, id: string) =>
  sql`select from checkouts where tenant_id = ${tenantId} and id = ${id} and status = 'open' and not takes_balances`

/** The promotions that an order uses, as a select of their ids and codes. */
export const appliedPromotions = (
  applied: readonly { promotion_id: string; code: string | null }[],
): SQL => sql`
  select * from unnest(${sql.param(applied.map(({ promotion_id }) => promotion_id))}::uuid[],
    ${sql.param(applied.map(({ code }) => code))}::text[])`
export const textOf = (text: string): SQL => sql`${text}::text`
/** A row in any case. */
export const always: SQL = sql`select`
export const uuids = (ids: readonly string[]): SQL => sql`select unnest(${sql.param(ids)}::uuid[])`

/** What a change may set; what is absent stays. */
export type CheckoutChange = Partial<
  Pick<
    CheckoutRow,
    | 'email'
    | 'shipping_address'
    | 'shipping_method'
    | 'payment_method'
    | 'basis'
    | 'codes'
    | 'taxes'
    | 'gift_cards'
    | 'store_credit'
    | 'takes_balances'
  >
>

const updateOne = prepared<Key & { at: string; change: string }>(
  (p) => sql`
    update checkouts c set email = coalesce(n.email, c.email),
      shipping_address = coalesce(n.shipping_address, c.shipping_address),
      shipping_method = coalesce(n.shipping_method, c.shipping_method),
      payment_method = coalesce(n.payment_method, c.payment_method), basis = coalesce(n.basis, c.basis),
      codes = coalesce(n.codes, c.codes), taxes = coalesce(n.taxes, c.taxes),
      gift_cards = coalesce(n.gift_cards, c.gift_cards),
      store_credit = case when ${p.change}::jsonb ? 'store_credit' then nullif(n.store_credit, 'null') else c.store_credit end,
      takes_balances = coalesce(n.takes_balances, c.takes_balances), updated_at = ${p.at}
    from jsonb_to_record(${p.change}::jsonb) as n (email text, shipping_address jsonb, shipping_method jsonb,
      payment_method text, basis jsonb, codes text[], taxes jsonb, gift_cards jsonb, store_credit jsonb, takes_balances boolean)
    where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
export const updateCheckout = (
  tx: Tx,
  tenantId: string,
  id: string,
  { at, ...change }: CheckoutChange & { at: string },
) => updateOne(tx, { tenantId, id, at, change: JSON.stringify(change) })

const complete = prepared<Key & { orderId: string; at: string }>(
  (p) => sql`
    update checkouts set status = 'completed', order_id = ${p.orderId}, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const markCompleted = (tx: Tx, tenantId: string, id: string, order: { orderId: string; at: string }) =>
  complete(tx, { tenantId, id, ...order })

const subscribeAll = prepared<{ tenantId: string; checkoutId: string; lines: string }>(
  (p) => sql`
    update checkout_line_items l set unit_amount = n.unit_amount, subscription = nullif(n.subscription, 'null')
    from jsonb_to_recordset(${p.lines}::jsonb) as n (id uuid, unit_amount bigint, subscription jsonb)
    where l.tenant_id = ${p.tenantId} and l.checkout_id = ${p.checkoutId} and l.id = n.id`,
)
/** Stores at what price and by which plan lines are bought. */
export const subscribeLines = (
  tx: Tx,
  tenantId: string,
  checkoutId: string,
  lines: readonly Pick<CheckoutLine, 'id' | 'unit_amount' | 'subscription'>[],
) =>
  subscribeAll(tx, {
    tenantId,
    checkoutId,
    lines: JSON.stringify(
      lines.map(({ id, unit_amount, subscription }) => ({ id, unit_amount, subscription })),
    ),
  })

const prolongOne = prepared<Key & { until: string; paymentMethod: string }, { id: string }>(
  (p) => sql`
    update checkouts set expires_at = ${p.until}, payment_method = ${p.paymentMethod}
    where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'open' returning id`,
)
/** Until when a checkout is open, and how it is paid; gives whether it is still open. */
export const prolongCheckout = async (
  tx: Tx,
  tenantId: string,
  id: string,
  to: { until: string; paymentMethod: string },
): Promise<boolean> => (await prolongOne(tx, { tenantId, id, ...to })).length > 0
