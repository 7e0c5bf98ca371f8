// What can be done with products.
import { type Ctx, inRead, inTx, type TxCtx } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { defined } from '../../shared/objects.ts'
import { setLevels } from '../inventory/index.ts'
import { productCreated, productDeleted, productUpdated } from './events.ts'
import * as queries from './queries.ts'
import { freeHandle, handleFrom, isAvailable, optionValues, planVariants, type VariantPlan } from './rules.ts'
import type { Product, ProductFilter, ProductInput, ProductPatch, StoreProduct } from './schema.ts'

/** Stores a new product with its variants, prices and stock. Without a handle it gets one from its title. */
export async function createProduct(ctx: Ctx, input: ProductInput): Promise<Product> {
  return inTx(ctx, async (ctx) => {
    const plan = accepted(planVariants(input.options, input.variants, []))
    const handle = input.handle ?? (await unusedHandle(ctx, input.title))
    const id = await namingConflicts(() =>
      queries.insertProduct(ctx.tx, ctx.tenantId, { ...newFields(input), handle, options: plan.names }),
    )
    await queries.replaceImages(ctx.tx, ctx.tenantId, id, input.images ?? [])
    await storeVariants(ctx, id, plan)
    emit(ctx, productCreated, { product_id: id, handle })
    return getProduct(ctx, id)
  })
}

/** Changes what `patch` mentions. Throws `not_found`, or a conflict when the new handle or a SKU is in use. */
export async function updateProduct(ctx: Ctx, id: string, patch: ProductPatch): Promise<Product> {
  return inTx(ctx, async (ctx) => {
    if (!(await queries.lockProduct(ctx.tx, ctx.tenantId, id))) throw noProduct(id)
    const before = await getProduct(ctx, id)
    const reshaped = patch.variants !== undefined || patch.options !== undefined
    const plan = reshaped
      ? accepted(
          planVariants(
            patch.options ?? declaredOptions(patch, before),
            patch.variants ?? keepAll(before),
            before.variants,
          ),
        )
      : undefined
    await namingConflicts(() =>
      queries.updateProduct(ctx.tx, ctx.tenantId, id, {
        ...changedFields(patch),
        ...(plan && { options: plan.names }),
      }),
    )
    if (patch.images !== undefined) await queries.replaceImages(ctx.tx, ctx.tenantId, id, patch.images)
    if (plan !== undefined) await storeVariants(ctx, id, plan)
    const handle = patch.handle ?? before.handle
    const previous_handle = handle === before.handle ? undefined : before.handle
    emit(ctx, productUpdated, { product_id: id, handle, previous_handle })
    return getProduct(ctx, id)
  })
}

export async function deleteProduct(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const handle = await queries.deleteProduct(ctx.tx, ctx.tenantId, id)
    if (handle === undefined) throw noProduct(id)
    emit(ctx, productDeleted, { product_id: id, handle })
    return { id, deleted: true }
  })
}

export async function getProduct(ctx: Ctx, id: string): Promise<Product> {
  const row = await inRead(ctx, (ctx) => queries.findProduct(ctx.tx, ctx.tenantId, { id }))
  if (row === undefined) throw noProduct(id)
  return toProduct(row)
}

export async function listProducts(ctx: Ctx, filter: ProductFilter) {
  const { limit, cursor, ...rest } = filter
  const rows = await inRead(ctx, (ctx) =>
    queries.listProducts(ctx.tx, ctx.tenantId, { ...rest, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit).map(toProduct), next_cursor: cursorOf(rows, limit) }
}

/** Those products that exist, by handle, locked against other writers. */
export async function productsByHandle(
  ctx: TxCtx,
  handles: readonly string[],
): Promise<Map<string, Product>> {
  await queries.lockProductsByHandle(ctx.tx, ctx.tenantId, handles)
  const rows = await queries.findProductsByHandle(ctx.tx, ctx.tenantId, handles)
  return new Map(rows.map((row) => [row.handle, toProduct(row)]))
}

/** An active product as shoppers see it, by id or handle. */
export async function getStoreProduct(ctx: Ctx, idOrHandle: string): Promise<StoreProduct> {
  const by = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(idOrHandle)
    ? { id: idOrHandle }
    : { handle: idOrHandle }
  const row = await inRead(ctx, (ctx) => queries.findProduct(ctx.tx, ctx.tenantId, by))
  if (row?.status !== 'active') throw noProduct(idOrHandle)
  return toStoreProduct(toProduct(row))
}

export async function listStoreProducts(ctx: Ctx, paging: { limit: number; cursor?: string | undefined }) {
  const page = await listProducts(ctx, { ...paging, status: 'active' })
  return { ...page, data: page.data.map(toStoreProduct) }
}

async function storeVariants(ctx: TxCtx, productId: string, plan: VariantPlan & { ok: true }): Promise<void> {
  await queries.deleteVariants(ctx.tx, ctx.tenantId, plan.removed)
  const ids = await namingConflicts(() => queries.putVariants(ctx.tx, ctx.tenantId, productId, plan.variants))
  await setLevels(
    ctx,
    plan.variants.map((variant, i) => ({
      variantId: ids[i] as string,
      tracked: variant.inventory_tracked,
      policy: variant.inventory_policy,
      available: variant.inventory_quantity,
    })),
  )
}

async function unusedHandle(ctx: TxCtx, title: string): Promise<string> {
  const wish = handleFrom(title)
  return freeHandle(wish, await queries.takenHandles(ctx.tx, ctx.tenantId, wish))
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

function newFields(input: ProductInput) {
  return {
    description: '',
    status: 'draft' as const,
    vendor: '',
    productType: '',
    tags: [],
    seoTitle: '',
    seoDescription: '',
    metadata: {},
    ...changedFields(input),
    title: input.title,
  }
}

function changedFields(patch: ProductPatch) {
  const { product_type, seo_title, seo_description, options: _o, variants: _v, images: _i, ...same } = patch
  return defined({ ...same, productType: product_type, seoTitle: seo_title, seoDescription: seo_description })
}

function toProduct(row: queries.ProductRow): Product {
  return {
    ...row,
    options: optionValues(row.options, row.variants),
    variants: row.variants.map(({ option_values, ...variant }) => ({
      ...variant,
      options: Object.fromEntries(row.options.map((name, n) => [name, option_values[n] ?? ''])),
    })),
  }
}

function toStoreProduct(product: Product): StoreProduct {
  const { status: _s, metadata: _m, variants, ...shown } = product
  return {
    ...shown,
    variants: variants.map((variant) => ({
      id: variant.id,
      title: variant.title,
      sku: variant.sku,
      options: variant.options,
      prices: variant.prices,
      image_url: variant.image_url,
      available: isAvailable(variant),
    })),
  }
}
