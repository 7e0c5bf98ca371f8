// What can be done with products.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { defined } from '../../shared/objects.ts'
import { setLevels } from '../inventory/index.ts'
import { productCreated, productDeleted, productUpdated } from './events.ts'
import * as reads from './queries/read.ts'
import * as storefront from './queries/storefront.ts'
import * as writes from './queries/write.ts'
import { freeHandle, handleFrom, handlesLike, optionValues, planVariants, type VariantPlan } from './rules.ts'
import type { Product, ProductFilter, ProductInput, ProductPatch, StoreProduct, Variant } from './schema.ts'

/** Stores a new product with its variants, prices and stock. Without a handle it gets one from its title. */
export async function createProduct(ctx: Ctx, input: ProductInput): Promise<Product> {
  return inTx(ctx, async (ctx) => {
    const handle = input.handle ?? (await unusedHandle(ctx, input.title))
    const id = uuidv7()
    await saveProducts(ctx, [newProduct(id, { ...input, handle })])
    return getProduct(ctx, id)
  })
}

/** Changes what `patch` mentions. Throws `not_found`, or a conflict when the new handle or a SKU is in use. */
export async function updateProduct(ctx: Ctx, id: string, patch: ProductPatch): Promise<Product> {
  return inTx(ctx, async (ctx) => {
    const [, before] = await Promise.all([
      reads.lockProduct(ctx.tx, ctx.tenantId, id),
      reads.findProduct(ctx.tx, ctx.tenantId, { id }),
    ])
    if (before === undefined) throw noProduct(id)
    await saveProducts(ctx, [changedProduct(toProduct(before), patch)])
    return getProduct(ctx, id)
  })
}

/** Many products at once, of which each is new, with a handle, or a change to one that `productsByHandle` gave. */
export type ProductChange =
  | { input: ProductInput & { handle: string } }
  | { before: Product; patch: ProductPatch }

/** Stores products in a few round trips, however many they are. Throws what the first refused one would alone. */
export async function putProducts(ctx: TxCtx, changes: readonly ProductChange[]): Promise<void> {
  await saveProducts(
    ctx,
    changes.map((change) =>
      'input' in change ? newProduct(uuidv7(), change.input) : changedProduct(change.before, change.patch),
    ),
  )
}

export async function deleteProduct(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const handle = await writes.deleteProduct(ctx.tx, ctx.tenantId, id)
    if (handle === undefined) throw noProduct(id)
    emit(ctx, productDeleted, { product_id: id, handle })
    return { id, deleted: true }
  })
}

export async function getProduct(ctx: Ctx, id: string): Promise<Product> {
  const row = await inRead(ctx, (ctx) => reads.findProduct(ctx.tx, ctx.tenantId, { id }))
  if (row === undefined) throw noProduct(id)
  return toProduct(row)
}

export async function listProducts(ctx: Ctx, filter: ProductFilter) {
  const { limit, cursor, ...rest } = filter
  const rows = await inRead(ctx, (ctx) =>
    reads.listProducts(ctx.tx, ctx.tenantId, { ...rest, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit).map(toProduct), next_cursor: cursorOf(rows, limit) }
}

/** Those products that exist, by handle, locked against other writers. */
export async function productsByHandle(
  ctx: TxCtx,
  handles: readonly string[],
): Promise<Map<string, Product>> {
  const [, rows] = await Promise.all([
    reads.lockProductsByHandle(ctx.tx, ctx.tenantId, handles),
    reads.findProductsByHandle(ctx.tx, ctx.tenantId, handles),
  ])
  return new Map(rows.map((row) => [row.handle, toProduct(row)]))
}

/** The id of the product that has each of these SKUs, where one has. */
export async function productsBySku(ctx: TxCtx, skus: readonly string[]): Promise<Map<string, string>> {
  if (skus.length === 0) return new Map()
  const rows = await reads.findSkus(ctx.tx, ctx.tenantId, skus)
  return new Map(rows.map((row) => [row.sku, row.product_id]))
}

/** An active product as shoppers see it, by id or handle. */
export async function getStoreProduct(ctx: Ctx, idOrHandle: string): Promise<StoreProduct> {
  const by = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(idOrHandle)
    ? { id: idOrHandle }
    : { handle: idOrHandle }
  const row = await inRead(ctx, (ctx) => storefront.findStoreProduct(ctx.tx, ctx.tenantId, by))
  if (row === undefined) throw noProduct(idOrHandle)
  return toStoreProduct(row)
}

export async function listStoreProducts(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    storefront.listStoreProducts(ctx.tx, ctx.tenantId, { limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit).map(toStoreProduct), next_cursor: cursorOf(rows, limit) }
}

/** A product as it is to be stored. Of one that exists, what is undefined stays. */
type Draft = {
  id: string
  handle: string
  images: Product['images'] | undefined
  plan: (VariantPlan & { ok: true }) | undefined
} & (
  | { before: undefined; fields: writes.ProductFields }
  | { before: Product; fields: Partial<writes.ProductFields> }
)

function newProduct(id: string, input: ProductInput & { handle: string }): Draft {
  const plan = accepted(planVariants(input.options, input.variants, []))
  const { title, handle } = input
  const fields = { ...FIELD_DEFAULTS, ...ownFields(input), title, handle, options: plan.names }
  return { id, handle, before: undefined, fields, images: input.images, plan }
}

function changedProduct(before: Product, patch: ProductPatch): Draft {
  const reshaped = patch.variants !== undefined || patch.options !== undefined
  const options = patch.options ?? declaredOptions(patch, before)
  const plan = reshaped
    ? accepted(planVariants(options, patch.variants ?? keepAll(before), before.variants))
    : undefined
  const fields = { ...ownFields(patch), ...(plan && { options: plan.names }) }
  return { id: before.id, handle: patch.handle ?? before.handle, before, fields, images: patch.images, plan }
}

/** Writes drafts of products that exist, which must be locked, and of new ones, and announces them. */
async function saveProducts(ctx: TxCtx, drafts: readonly Draft[]): Promise<void> {
  const { tx, tenantId } = ctx
  const added = drafts.flatMap(({ id, before, fields }) => (before === undefined ? [{ id, ...fields }] : []))
  const changed = drafts.flatMap(({ id, before, fields }) =>
    before === undefined ? [] : [{ id, ...fields }],
  )
  const images = drafts.flatMap(({ id, before, images }) =>
    images === undefined ? [] : [{ productId: id, isNew: before === undefined, images }],
  )
  const variants = drafts.flatMap(variantsOf)
  const rows = {
    changed: variants.flatMap(({ row, before }) => (before === undefined ? [] : row)),
    added: variants.flatMap(({ row, before }) => (before === undefined ? row : [])),
  }
  // In one round trip. Started in this order, because keys refer to what went before and SKUs become free.
  await namingConflicts(() =>
    Promise.all([
      writes.updateProducts(tx, tenantId, changed),
      writes.insertProducts(tx, tenantId, added),
      writes.replaceImages(tx, tenantId, images),
      writes.deleteVariants(
        tx,
        tenantId,
        drafts.flatMap(({ plan }) => plan?.removed ?? []),
      ),
      writes.putVariants(tx, tenantId, rows),
    ]),
  )
  await setLevels(ctx, variants.flatMap(levelOf))
  for (const { id: product_id, handle, before } of drafts) {
    if (before === undefined) emit(ctx, productCreated, { product_id, handle })
    else {
      const previous_handle = before.handle === handle ? undefined : before.handle
      emit(ctx, productUpdated, { product_id, handle, previous_handle })
    }
  }
}

type DraftVariant = { row: writes.VariantRow; before: Variant | undefined }

function variantsOf({ id, before, plan }: Draft): DraftVariant[] {
  const existing = new Map(before?.variants.map((variant) => [variant.id, variant]))
  return (plan?.variants ?? []).map((variant) => {
    const before = variant.id === undefined ? undefined : existing.get(variant.id)
    return { row: { ...variant, id: before?.id ?? uuidv7(), product_id: id }, before }
  })
}

/** What is to be set of a variant's stock; nothing where that would only keep checkouts waiting for the row. */
function levelOf({ row, before }: DraftVariant) {
  const { inventory_tracked: tracked, inventory_policy: policy, inventory_quantity: available } = row
  const same =
    available === undefined && tracked === before?.inventory_tracked && policy === before.inventory_policy
  return same ? [] : [{ variantId: row.id, tracked, policy, available }]
}

async function unusedHandle(ctx: TxCtx, title: string): Promise<string> {
  const wish = handleFrom(title)
  for (let looked = 8; ; looked *= 8) {
    const handles = handlesLike(wish, looked)
    const free = freeHandle(wish, await reads.takenHandles(ctx.tx, ctx.tenantId, handles))
    if (handles.includes(free)) return free
  }
}

/** Options stay as they are, unless the variants given name others. */
function declaredOptions(patch: ProductPatch, before: Product): ProductInput['options'] {
  const mentioned =
    patch.variants?.some((variant) => variant.options !== undefined && variant.id === undefined) ?? false
  return mentioned || patch.variants === undefined ? undefined : before.options.map(({ name }) => ({ name }))
}

const keepAll = (product: Product) => product.variants.map(({ id, options }) => ({ id, options }))

function accepted(plan: VariantPlan): VariantPlan & { ok: true } {
  if (!plan.ok)
    throw new DomainError('invalid_input', 'The variants do not fit together.', { issues: plan.issues })
  return plan
}

const namingConflicts = <T>(work: () => Promise<T>): Promise<T> =>
  onViolation(
    {
      products_handle_key: () => fieldError('handle', 'Another product has this handle.', 'handle_taken'),
      variants_sku_key: () => fieldError('variants', 'Another variant has one of these SKUs.', 'sku_taken'),
    },
    work,
  )

const noProduct = (id: string) => new DomainError('not_found', `There is no product ${id}.`)

const FIELD_DEFAULTS = {
  description: '',
  status: 'draft' as const,
  vendor: '',
  product_type: '',
  tags: [],
  seo_title: '',
  seo_description: '',
  metadata: {},
}

function ownFields({ options: _o, variants: _v, images: _i, ...fields }: ProductPatch) {
  return defined(fields)
}

const optionsOf = (names: readonly string[], values: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, n) => [name, values[n] ?? '']))

function toProduct(row: reads.ProductRow): Product {
  return {
    ...row,
    options: optionValues(row.options, row.variants),
    variants: row.variants.map(({ option_values, ...variant }) => ({
      ...variant,
      options: optionsOf(row.options, option_values),
    })),
  }
}

function toStoreProduct({
  options: names,
  images,
  variants,
  ...product
}: storefront.StoreProductRow): StoreProduct {
  const lists = variants ?? []
  return {
    ...product,
    options: optionValues(
      names,
      lists.map(([, , , option_values]) => ({ option_values })),
    ),
    images: (images ?? []).map(([url, alt]) => ({ url, alt })),
    variants: lists.map(([id, title, sku, values, image_url, available, prices]) => ({
      id,
      title,
      sku,
      options: optionsOf(names, values),
      prices: (prices ?? []).map(([amount, currency, compare_at_amount]) => ({
        amount,
        currency,
        compare_at_amount,
      })),
      image_url,
      available,
    })),
  }
}
