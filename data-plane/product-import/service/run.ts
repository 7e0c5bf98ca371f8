import { type Ctx, inTx, savepoint, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { type ProductChange, productsByHandle, productsBySku, putProducts } from '../../catalog/index.ts'
import * as queries from '../queries.ts'
import { contestedProducts, wantedSkus } from '../rules/contested.ts'
import type { PlanContext } from '../rules/context.ts'
import { type Plan, planProduct } from '../rules/plan.ts'
import { type Line, linesOf, type RowError, readSheet, type Sheet } from '../rules/sheet.ts'
import { faultsOf, type Product } from '../schema.ts'
import { storeCurrency } from './currency.ts'

const MAX_ATTEMPTS = 3

export type Run = {
  /** How many transactions it may take. */
  chunks: number
  /** How many lines of the file one transaction takes, and the rest of the product that these end in. */
  chunkLines: number
  /** Queues the next run. */
  goOnLater: (ctx: TxCtx) => void
}

/**
 * Imports what is left of a file, or as much as one run may. Running it again, even at the same time, goes on where
 * the last transaction ended. After three runs in a row that broke off the import has failed.
 */
export async function runImport(ctx: Ctx, id: string, run: Run): Promise<void> {
  const begun = await inTx(ctx, async (ctx) => {
    const start = await queries.startImport(ctx.tx, ctx.tenantId, id)
    if (start === undefined) return undefined
    if (start.attempts > MAX_ATTEMPTS) {
      await queries.endImport(ctx.tx, ctx.tenantId, id, 'The import stopped after repeated errors.')
      return undefined
    }
    return { source: start.source, currency: await storeCurrency(ctx) }
  })
  if (begun === undefined) return
  const read = readSheet(begun.source)
  if (!read.ok) throw new Error(`The stored file of import ${id} cannot be read: ${read.message}`)
  const context = { currency: begun.currency, faultsOf }
  const file = { sheet: read.sheet, context, chunkLines: run.chunkLines }
  for (let left = run.chunks; left > 0; left -= 1) {
    const more = await inTx(ctx, async (ctx) => {
      const more = await importChunk(ctx, id, file)
      if (more && left === 1) {
        await queries.resetAttempts(ctx.tx, ctx.tenantId, id)
        run.goOnLater(ctx)
      }
      return more
    })
    if (!more) return
  }
}

type File = { sheet: Sheet; context: PlanContext; chunkLines: number }

/** Imports the next products and counts them in the same transaction. False when that was the last of the import. */
async function importChunk(ctx: TxCtx, id: string, { sheet, context, chunkLines }: File): Promise<boolean> {
  const processed = await queries.lockProgress(ctx.tx, ctx.tenantId, id)
  if (processed === undefined) return false
  const chunk = nextProducts(sheet, processed, chunkLines)
  const existing = await productsByHandle(
    ctx,
    chunk.map((product) => product.handle),
  )
  const planned = chunk.map(({ handle, records }): FileProduct => {
    const lines = linesOf(sheet.columns, records)
    return plannedWith({ handle, lines, existing: existing.get(handle) }, context)
  })
  const outcomes = await saveChunk(ctx, planned, context)
  const count = (kind: Plan['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length
  const done = { created: count('create'), updated: count('update'), unchanged: count('unchanged') }
  const errors = outcomes.flatMap((outcome) => outcome.errors)
  const isLast = processed + chunk.length >= sheet.products.length
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

type ReadProduct = { handle: string; lines: readonly Line[]; existing: Product | undefined }
type FileProduct = ReadProduct & { plan: Plan; errors: RowError[] }
type Outcome = { kind: Plan['kind']; errors: RowError[] }

const plannedWith = (product: ReadProduct, context: PlanContext): FileProduct => ({
  ...product,
  ...planProduct(product.handle, product.lines, product.existing, context),
})

/** Saves what stands in nobody's way together, and those that compete for a SKU one by one. */
async function saveChunk(
  ctx: TxCtx,
  chunk: readonly FileProduct[],
  context: PlanContext,
): Promise<Outcome[]> {
  const owners = await productsBySku(ctx, chunk.flatMap(wantedSkus))
  const contested = contestedProducts(chunk, owners)
  const outcomes = await save(
    ctx,
    chunk.filter((product) => !contested.has(product)),
    context,
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
async function save(ctx: TxCtx, products: readonly FileProduct[], context: PlanContext): Promise<Outcome[]> {
  const changes = products.flatMap(changeOf)
  try {
    if (changes.length > 0) await savepoint(ctx, () => putProducts(ctx, changes))
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
    return save(ctx, [plannedWith({ handle, lines, existing }, context)], context)
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
