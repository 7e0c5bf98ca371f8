// What a customer gets in exchange becomes lines of the order, to be fulfilled like all others.
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { addLines } from '../../order-edits/index.ts'
import * as queries from '../queries.ts'

/**
 * Adds a return's replacements to its order, which must be locked: at the prices and taxes of now, under the terms of the
 * order, and with their stock. What the order then costs more is due, until the refund of the return makes up for it.
 * Throws what an edit of the order may be refused with, at `replacements`.
 */
export async function addReplacements(
  ctx: TxCtx,
  { id: returnId, order_id, replacements }: queries.ReturnRow,
): Promise<queries.ReturnRow['replacements']> {
  const lines = replacements.map(({ variant_id, quantity }) => ({ variant_id, quantity }))
  const edit = await addLines(ctx, order_id, { lines, note: 'Exchange' }).catch(atReplacements)
  // New lines come last, in the order in which they were asked for.
  const added = edit.after.line_items.slice(-lines.length)
  return lines.map((line, i) => {
    const lineId = added[i]?.id
    if (lineId === undefined) throw new Error(`The edit of order ${order_id} did not add its lines.`)
    const { variant_id: variantId } = line
    withCommit(queries.nameReplacement(ctx.tx, ctx.tenantId, { returnId, variantId, lineId }))
    return { ...line, line_item_id: lineId }
  })
}

function atReplacements(error: unknown): never {
  if (!(error instanceof DomainError)) throw error
  const issues = error.issues.map(({ path, message }) => ({
    path: path.replace(/^add\b/, 'replacements'),
    message,
  }))
  throw new DomainError(error.code, error.message, { issues })
}
