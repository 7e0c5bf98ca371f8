import { type Ctx, inTx, savepoint, type TxCtx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { createProduct, productsByHandle, updateProduct } from '../../catalog/index.ts'
import * as queries from '../queries.ts'
import type { PlanContext } from '../rules/context.ts'
import { type Plan, planProduct } from '../rules/plan.ts'
import { type Line, linesOf, type RowError, readSheet, type Sheet } from '../rules/sheet.ts'
import { faultsOf, type Product } from '../schema.ts'
import { storeCurrency } from './currency.ts'

const CHUNK_PRODUCTS = 50
const MAX_ATTEMPTS = 3

export type Run = {
  /** How many transactions it may take. */
  chunks: number
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
  for (let left = run.chunks; left > 0; left -= 1) {
    const more = await inTx(ctx, async (ctx) => {
      const more = await importChunk(ctx, id, read.sheet, context)
      if (more && left === 1) {
        await queries.resetAttempts(ctx.tx, ctx.tenantId, id)
        run.goOnLater(ctx)
      }
      return more
    })
    if (!more) return
  }
}

/** Imports the next products and counts them in the same transaction. False when that was the last of the import. */
async function importChunk(ctx: TxCtx, id: string, sheet: Sheet, context: PlanContext): Promise<boolean> {
  const processed = await queries.lockProgress(ctx.tx, ctx.tenantId, id)
  if (processed === undefined) return false
  const chunk = sheet.products.slice(processed, processed + CHUNK_PRODUCTS)
  const existing = await productsByHandle(
    ctx,
    chunk.map((product) => product.handle),
  )
  const done = { processed: chunk.length, create: 0, update: 0, unchanged: 0, skip: 0 }
  const errors: RowError[] = []
  for (const { handle, records } of chunk) {
    const lines = linesOf(sheet.columns, records)
    const outcome = await importProduct(ctx, { handle, lines, existing: existing.get(handle) }, context)
    done[outcome.kind] += 1
    errors.push(...outcome.errors)
  }
  await queries.insertErrors(ctx.tx, ctx.tenantId, id, errors)
  await queries.addProgress(ctx.tx, ctx.tenantId, id, { ...done, created: done.create, updated: done.update })
  if (processed + chunk.length < sheet.products.length) return true
  await queries.endImport(ctx.tx, ctx.tenantId, id, null)
  return false
}

type FileProduct = { handle: string; lines: readonly Line[]; existing: Product | undefined }
type Outcome = { kind: Plan['kind']; errors: RowError[] }

/** A product that the catalog refuses is reported and leaves no trace; the other products of the chunk stay. */
async function importProduct(ctx: TxCtx, product: FileProduct, context: PlanContext): Promise<Outcome> {
  const { plan, errors } = planProduct(product.handle, product.lines, product.existing, context)
  try {
    await save(ctx, plan)
    return { kind: plan.kind, errors }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    // Someone else created it in this moment.
    const rival = error.code === 'handle_taken' ? await productsByHandle(ctx, [product.handle]) : new Map()
    const existing = rival.get(product.handle)
    if (plan.kind === 'create' && existing !== undefined) {
      return importProduct(ctx, { ...product, existing }, context)
    }
    return { kind: 'skip', errors: [...errors, refusal(product.lines, error)] }
  }
}

async function save(ctx: TxCtx, plan: Plan): Promise<void> {
  if (plan.kind !== 'create' && plan.kind !== 'update') return
  await savepoint(ctx, () =>
    plan.kind === 'create' ? createProduct(ctx, plan.input) : updateProduct(ctx, plan.id, plan.patch),
  )
}

function refusal(lines: readonly Line[], error: DomainError): RowError {
  const details = error.issues.filter((issue) => issue.message !== error.message)
  return {
    row: lines[0]?.row ?? 1,
    column: error.code === 'sku_taken' ? 'Variant SKU' : '',
    message: [error.message, ...details.map(({ path, message }) => `${path} ${message}`)].join(' '),
  }
}
