// What can be done with products.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { handleFrom, unusedHandle } from '../../../shared/handles.ts'
import { keyCursor, readKeyCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { keepStructure, replaceCategories } from '../../categories/index.ts'
import { refreshMemberships } from '../../collections/index.ts'
import { lockLevels, setLevels } from '../../inventory/index.ts'
import { mediaUrls } from '../../media/index.ts'
import { getStore } from '../../store/index.ts'
import { productCreated, productDeleted, productUpdated } from '../events.ts'
import * as lists from '../queries/list.ts'
import * as reads from '../queries/read.ts'
import * as writes from '../queries/write.ts'
import { optionValues, planVariants, type VariantPlan } from '../rules.ts'
import { termsOf } from '../rules-search.ts'
import type { Product, ProductFilter, ProductInput, ProductPatch, Variant, VariantInput } from '../schema.ts'

/** Stores a new product with its variants, prices and stock. Without a handle it gets one from its title. */
export async function createProduct(ctx: Ctx, input: ProductInput): Promise<Product> {
  return inTx(ctx, async (ctx) => {
    await assertTaxClasses(ctx, input.variants)
    const handle = input.handle ?? (await newHandle(ctx, input.title))
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
    await assertTaxClasses(ctx, patch.variants ?? [])
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

/** What variants are called and cost, those that exist, in the order of their products. */
export const listNamedVariants = (ctx: Ctx, ids: readonly string[]) =>
  inRead(ctx, async (ctx) => ({ data: await reads.nameVariants(ctx.tx, ctx.tenantId, ids) }))

/** @param filter in the order asked for, else by title where that is looked for, else newest first */
export async function listProducts(ctx: Ctx, { limit, cursor, sort, ...filters }: ProductFilter) {
  const order = sort ?? (filters.title === undefined ? 'created_at' : 'title')
  const after = readKeyCursor(cursor, order === 'updated_at' ? isTime : undefined)
  const { collection, category, brand, merchant, ...others } = filters
  const page = await inRead(ctx, (ctx) =>
    lists.listProducts(ctx.tx, ctx.tenantId, {
      order,
      filters: {
        ...others,
        collection_id: collection,
        category_id: category,
        brand_id: brand,
        merchant_id: merchant,
      },
      limit,
      after,
    }),
  )
  return {
    data: page.rows.map(toProduct),
    next_cursor: page.next === undefined ? null : keyCursor(page.next),
  }
}

/** Whether Postgres can read it too: neither the year 0 nor the 30th of February. */
const isTime = (key: string): boolean =>
  /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(key) &&
  !Number.isNaN(Date.parse(key)) &&
  new Date(key).toISOString().slice(0, 19) === key.slice(0, 19)

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

/** Those products that exist, by id, locked against other writers. */
export async function productsById(ctx: TxCtx, ids: readonly string[]): Promise<Map<string, Product>> {
  const rows = await reads.lockAndFindProducts(ctx.tx, ctx.tenantId, ids)
  return new Map(rows.map((row) => [row.id, toProduct(row)]))
}

/** The id of the product that has each of these SKUs, where one has. */
export async function productsBySku(ctx: TxCtx, skus: readonly string[]): Promise<Map<string, string>> {
  if (skus.length === 0) return new Map()
  const rows = await reads.findSkus(ctx.tx, ctx.tenantId, skus)
  return new Map(rows.map((row) => [row.sku, row.product_id]))
}

/** A product as it is to be stored. Of one that exists, what is undefined stays. */
type Draft = {
  id: string
  handle: string
  images: ProductInput['images'] | undefined
  categoryIds: readonly string[] | undefined
  plan: (VariantPlan & { ok: true }) | undefined
} & (
  | { before: undefined; fields: writes.ProductFields }
  | { before: Product; fields: Partial<writes.ProductFields> }
)

function newProduct(id: string, input: ProductInput & { handle: string }): Draft {
  const plan = accepted(planVariants(input.options, input.variants, []))
  const { title, handle } = input
  const fields = { ...FIELD_DEFAULTS, ...ownFields(input), title, handle, options: plan.names }
  const { images, category_ids: categoryIds } = input
  return { id, handle, before: undefined, fields, images, categoryIds, plan }
}

function changedProduct(before: Product, patch: ProductPatch): Draft {
  const reshaped = patch.variants !== undefined || patch.options !== undefined
  const options = patch.options ?? declaredOptions(patch, before)
  const plan = reshaped
    ? accepted(planVariants(options, patch.variants ?? keepAll(before), before.variants))
    : undefined
  const fields = { ...ownFields(patch), ...(plan && { options: plan.names }) }
  const { handle = before.handle, images, category_ids: categoryIds } = patch
  return { id: before.id, handle, before, fields, images, categoryIds, plan }
}

/** Writes drafts of products that exist, which must be locked, and of new ones, and announces them. */
async function saveProducts(ctx: TxCtx, drafts: readonly Draft[]): Promise<void> {
  const { tx, tenantId } = ctx
  const added = drafts.flatMap(({ id, before, fields }) => (before === undefined ? [{ id, ...fields }] : []))
  const changed = drafts.flatMap(({ id, before, fields }) =>
    before === undefined ? [] : [{ id, ...fields }],
  )
  const images = await imagesOf(ctx, drafts)
  const tags = drafts.flatMap(({ id, before, fields: { tags } }) =>
    tags === undefined ? [] : [{ productId: id, isNew: before === undefined, tags }],
  )
  const categories = drafts.flatMap(({ id, before, categoryIds }) =>
    categoryIds === undefined ? [] : [{ productId: id, isNew: before === undefined, categoryIds }],
  )
  const variants = drafts.flatMap(variantsOf)
  const rows = {
    changed: variants.flatMap(({ row, before }) => (before === undefined ? [] : row)),
    added: variants.flatMap(({ row, before }) => (before === undefined ? row : [])),
  }
  const levels = variants.flatMap(levelOf)
  const removed = drafts.flatMap(({ plan }) => plan?.removed ?? [])
  const restocked = levels.flatMap(({ variantId, isNew }) => (isNew ? [] : variantId))
  // In one round trip. Started in this order, because keys refer to what went before and SKUs become free.
  await namingConflicts(() =>
    Promise.all([
      keepStructure(ctx),
      lockLevels(ctx, [...restocked, ...removed]),
      writes.updateProducts(tx, tenantId, changed),
      writes.insertProducts(tx, tenantId, added),
      writes.replaceImages(tx, tenantId, images),
      writes.replaceTags(tx, tenantId, tags),
      writes.replaceTerms(tx, tenantId, drafts.flatMap(termsOfDraft)),
      replaceCategories(ctx, categories),
      writes.deleteVariants(tx, tenantId, removed),
      writes.putVariants(tx, tenantId, rows),
    ]),
  )
  const levelled = setLevels(ctx, levels)
  const sorted = refreshMemberships(
    ctx,
    drafts.map(({ id }) => id),
  )
  // What comes first has the error that says more.
  withCommit(sorted)
  await levelled
  await sorted
  for (const { id: product_id, handle, before } of drafts) {
    if (before === undefined) emit(ctx, productCreated, { product_id, handle })
    else {
      const previous_handle = before.handle === handle ? undefined : before.handle
      emit(ctx, productUpdated, { product_id, handle, previous_handle })
    }
  }
}

/** What a draft is found by from now on, if that changes. */
function termsOfDraft({ id, before, fields, plan }: Draft) {
  const named = ({ title, vendor, product_type, tags, variants }: Pick<Product, Shown>) =>
    termsOf({ title, vendor, product_type, tags, skus: variants.map(({ sku }) => sku) })
  const { title = '', vendor = '', product_type = '', tags = [] } = { ...before, ...defined(fields) }
  const variants = plan?.variants ?? before?.variants ?? []
  const terms = named({ title, vendor, product_type, tags, variants: variants as Product['variants'] })
  const same = before !== undefined && terms.join(' ') === named(before).join(' ')
  return same ? [] : [{ productId: id, isNew: before === undefined, terms }]
}
type Shown = 'title' | 'vendor' | 'product_type' | 'tags' | 'variants'

/** The images of the drafts that mention any, with the addresses of those that are files of the store. */
async function imagesOf(ctx: TxCtx, drafts: readonly Draft[]) {
  const ids = drafts.flatMap(({ images }) => images?.flatMap(({ media_id }) => media_id ?? []) ?? [])
  const urls = await mediaUrls(ctx, [...new Set(ids)])
  return drafts.flatMap(({ id, before, images }) => {
    if (images === undefined) return []
    const withUrls = images.map(({ url: given, alt, media_id = null }, i) => {
      const url = media_id === null ? given : urls.get(media_id)
      if (url === undefined) throw fieldError(`images.${i}.media_id`, 'is no file of this store')
      return { url, alt, media_id }
    })
    return [{ productId: id, isNew: before === undefined, images: withUrls }]
  })
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
  return same ? [] : [{ variantId: row.id, isNew: before === undefined, tracked, policy, available }]
}

/** Throws `invalid_input` for a tax class that the store does not have. */
async function assertTaxClasses(ctx: TxCtx, variants: readonly VariantInput[]): Promise<void> {
  const named = variants.flatMap(({ tax_class }, i) => (tax_class === undefined ? [] : [{ tax_class, i }]))
  if (named.length === 0) return
  const { tax_classes } = await getStore(ctx)
  const issues = named.flatMap(({ tax_class, i }) =>
    tax_classes.includes(tax_class)
      ? []
      : [{ path: `variants.${i}.tax_class`, message: `must be one of ${tax_classes.join(', ')}` }],
  )
  if (issues.length > 0)
    throw new DomainError('invalid_input', 'The store has no such tax class.', { issues })
}

const newHandle = (ctx: TxCtx, title: string): Promise<string> =>
  unusedHandle(handleFrom(title, 'product'), (handles) => reads.takenHandles(ctx.tx, ctx.tenantId, handles))

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
      products_brand_fkey: () => fieldError('brand_id', 'There is no such brand.', 'not_found'),
      products_merchant_fkey: () => fieldError('merchant_id', 'There is no such merchant.', 'not_found'),
      category_products_category_fkey: () =>
        fieldError('category_ids', 'There is no such category.', 'not_found'),
      product_images_media_fkey: () => fieldError('images', 'names a file that was deleted meanwhile'),
      variants_sku_key: () => fieldError('variants', 'Another variant has one of these SKUs.', 'sku_taken'),
    },
    work,
  )

export const noProduct = (id: string) => new DomainError('not_found', `There is no product ${id}.`)

const FIELD_DEFAULTS = {
  description: '',
  status: 'draft' as const,
  vendor: '',
  product_type: '',
  tags: [],
  seo_title: '',
  seo_description: '',
  metadata: {},
  brand_id: null,
  merchant_id: null,
}

function ownFields({ options: _o, variants: _v, images: _i, category_ids: _c, ...fields }: ProductPatch) {
  return defined(fields)
}

export const optionsOf = (names: readonly string[], values: readonly string[]): Record<string, string> =>
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
