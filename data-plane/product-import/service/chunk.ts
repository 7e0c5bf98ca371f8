// One transaction of an import: the next products of the file.
import { savepoint, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { type ProductChange, productsByHandle, productsBySku, putProducts } from '../../catalog/index.ts'
import * as queries from '../queries.ts'
import { contestedProducts, wantedSkus } from '../rules/contested.ts'
import type { PlanContext } from '../rules/context.ts'
import { type Plan, planProduct } from '../rules/plan.ts'
import { type Line, linesOf, type RowError, type Sheet } from '../rules/sheet.ts'
import type { Product } from '../schema.ts'

type File = {
  sheet: Sheet
  context: PlanContext
  chunkLines: number
  /** Products of the next chunk by handle, planned as new ones. */
  ahead: Map<string, FileProduct>
}

/** Imports the next products and counts them in the same transaction. False when that was the last of the import. */
export async function importChunk(ctx: TxCtx, id: string, file: File): Promise<boolean> {
  const { sheet, context, chunkLines } = file
  const processed = await queries.lockProgress(ctx.tx, ctx.tenantId, id)
  if (processed === undefined) return false
  const chunk = nextProducts(sheet, processed, chunkLines)
  const existing = await productsByHandle(
    ctx,
    chunk.map((product) => product.handle),
  )
  const products = chunk.map((product) => {
    const before = existing.get(product.handle)
    const ahead = before === undefined ? file.ahead.get(product.handle) : undefined
    return ahead ?? planned(product, before, file)
  })
  const next = processed + chunk.length
  const outcomes = await saveChunk(ctx, products, context, () => planAhead(file, next))
  const count = (kind: Plan['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length
  const done = { created: count('create'), updated: count('update'), unchanged: count('unchanged') }
  const errors = outcomes.flatMap((outcome) => outcome.errors)
  const isLast = next >= sheet.products.length
  withCommit(
    queries.insertErrors(ctx.tx, ctx.tenantId, id, errors),
    queries.addProgress(ctx.tx, ctx.tenantId, id, { processed: chunk.length, ...done }),
    ...(isLast ? [queries.endImport(ctx.tx, ctx.tenantId, id, null)] : []),
  )
  return !isLast
}

/** The products of a sheet from one on: as many as begin within so many lines. */
function nextProducts({ products }: Sheet, from: number, lines: number): Sheet['products'] {
  let to = from
  for (let count = 0; to < products.length && count < lines; to += 1)
    count += products[to]?.records.length ?? 0
  return products.slice(from, to)
}

type FileProduct = {
  handle: string
  lines: readonly Line[]
  existing: Product | undefined
  plan: Plan
  errors: RowError[]
}
type Outcome = { kind: Plan['kind']; errors: RowError[] }

function planned(
  { handle, records }: Sheet['products'][number],
  existing: Product | undefined,
  { sheet, context }: File,
): FileProduct {
  const lines = linesOf(sheet.columns, records)
  return { handle, lines, existing, ...planProduct(handle, lines, existing, context) }
}

/** Plans the next chunk as if all its products were new. */
function planAhead(file: File, from: number): void {
  file.ahead.clear()
  try {
    for (const product of nextProducts(file.sheet, from, file.chunkLines)) {
      file.ahead.set(product.handle, planned(product, undefined, file))
    }
  } catch {
    // It comes up again when the product's turn comes, where somebody hears of it.
  }
}

/**
 * Saves what stands in nobody's way together, and those that compete for a SKU one by one.
 * @param meanwhile what to do while Postgres stores new products
 */
async function saveChunk(
  ctx: TxCtx,
  chunk: readonly FileProduct[],
  context: PlanContext,
  meanwhile: () => void,
): Promise<Outcome[]> {
  const owners = await productsBySku(ctx, chunk.flatMap(wantedSkus))
  const contested = contestedProducts(chunk, owners)
  const outcomes = await save(
    ctx,
    chunk.filter((product) => !contested.has(product)),
    context,
    chunk.at(-1)?.plan.kind === 'create' ? meanwhile : undefined,
  )
  for (const product of chunk.filter((product) => contested.has(product))) {
    outcomes.push(...(await save(ctx, [product], context)))
  }
  return outcomes
}

/**
 * Saves products together. When the catalog refuses, each half is tried alone, so that in the end only what it refuses
 * is left out: that is reported and leaves no trace.
 */
async function save(
  ctx: TxCtx,
  products: readonly FileProduct[],
  context: PlanContext,
  meanwhile?: () => void,
): Promise<Outcome[]> {
  const changes = products.flatMap(changeOf)
  try {
    if (changes.length > 0) {
      await savepoint(ctx, () => {
        const stored = putProducts(ctx, changes)
        // By then the statements are on their way.
        if (meanwhile !== undefined) setImmediate(meanwhile)
        return stored
      })
    }
    return products.map(({ plan, errors }) => ({ kind: plan.kind, errors }))
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const [first] = products
    if (products.length === 1 && first !== undefined) return refused(ctx, first, context, error)
    const half = Math.ceil(products.length / 2)
    const outcomes = await save(ctx, products.slice(0, half), context)
    return [...outcomes, ...(await save(ctx, products.slice(half), context))]
  }
}

function changeOf({ plan, existing }: FileProduct): ProductChange[] {
  if (plan.kind === 'create') return [{ input: plan.input }]
  return plan.kind === 'update' && existing !== undefined ? [{ before: existing, patch: plan.patch }] : []
}

async function refused(
  ctx: TxCtx,
  product: FileProduct,
  context: PlanContext,
  error: DomainError,
): Promise<Outcome[]> {
  const { handle, lines, plan, errors } = product
  // Someone else created it in this moment.
  const rival = error.code === 'handle_taken' ? await productsByHandle(ctx, [handle]) : new Map()
  const existing = rival.get(handle)
  if (plan.kind === 'create' && existing !== undefined) {
    const again = { ...product, existing, ...planProduct(handle, lines, existing, context) }
    return save(ctx, [again], context)
  }
  return [{ kind: 'skip', errors: [...errors, refusal(lines, error)] }]
}

function refusal(lines: readonly Line[], error: DomainError): RowError {
  const details = error.issues.filter((issue) => issue.message !== error.message)
  return {
    row: lines[0]?.row ?? 1,
    column: error.code === 'sku_taken' ? 'Variant SKU' : '',
    message: [error.message, ...details.map(({ path, message }) => `${path} ${message}`)].join(' '),
  }
}
