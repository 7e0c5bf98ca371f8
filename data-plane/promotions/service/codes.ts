// The codes by which shoppers ask for a promotion.
import { randomInt } from 'node:crypto'
import { type Ctx, inRead, inTx, type TxCtx } from '../../../shared/context.ts'
import { DomainError, type FieldIssue, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { deleteCode, insertCodes, listCodes } from '../queries/codes.ts'
import { findPromotion, lockPromotion } from '../queries/promotions.ts'
import { CODE_BASE, codeFrom } from '../rules.ts'
import type { CodesOrder, PageFilter, PromotionCode } from '../schema/promotion.ts'

const RANDOM_DIGITS = 10

/** Adds codes to a promotion that has them. Throws `promotion_code_taken` that names those in use, and adds none. */
export async function addCodes(
  ctx: Ctx,
  promotionId: string,
  codes: readonly string[],
): Promise<{ data: PromotionCode[] }> {
  return inTx(ctx, async (ctx) => {
    await lockForCodes(ctx, promotionId)
    return { data: await addNewCodes(ctx, promotionId, codes) }
  })
}

export async function addNewCodes(
  ctx: TxCtx,
  promotionId: string,
  codes: readonly string[],
): Promise<PromotionCode[]> {
  if (codes.length === 0) return []
  const added = await insertCodes(ctx.tx, { tenantId: ctx.tenantId, promotionId, codes })
  const isNew = new Set(added.map(({ code }) => code))
  const issues = codes.flatMap((code, i): FieldIssue[] => {
    if (codes.indexOf(code) < i) return [{ path: `codes.${i}`, message: 'is given twice' }]
    return isNew.has(code) ? [] : [{ path: `codes.${i}`, message: 'is in use already' }]
  })
  if (issues.length > 0)
    throw new DomainError('promotion_code_taken', 'Some codes cannot be added.', {
      issues: issues.slice(0, 100),
    })
  return added
}

/** Makes `count` codes that nobody can guess and the store does not have yet. */
export async function generateCodes(
  ctx: Ctx,
  promotionId: string,
  { count, prefix }: CodesOrder,
): Promise<{ data: PromotionCode[] }> {
  return inTx(ctx, async (ctx) => {
    await lockForCodes(ctx, promotionId)
    const data: PromotionCode[] = []
    while (data.length < count) {
      const codes = Array.from({ length: count - data.length }, () =>
        codeFrom(
          prefix,
          Array.from({ length: RANDOM_DIGITS }, () => randomInt(CODE_BASE)),
        ),
      )
      data.push(...(await insertCodes(ctx.tx, { tenantId: ctx.tenantId, promotionId, codes })))
    }
    return { data }
  })
}

async function lockForCodes(ctx: TxCtx, promotionId: string): Promise<void> {
  const promotion = await lockPromotion(ctx.tx, ctx.tenantId, promotionId)
  if (promotion === undefined) throw noSuch(promotionId)
  if (promotion.trigger === 'automatic') throw fieldError('codes', 'An automatic promotion has no codes.')
}

export async function listPromotionCodes(ctx: Ctx, promotionId: string, { limit, cursor }: PageFilter) {
  const page = { tenantId: ctx.tenantId, promotionId, before: readCursor(cursor), limit: limit + 1 }
  return inRead(ctx, async (ctx) => {
    const [promotion, rows] = await Promise.all([
      findPromotion(ctx.tx, ctx.tenantId, promotionId),
      listCodes(ctx.tx, page),
    ])
    if (promotion === undefined) throw noSuch(promotionId)
    return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
  })
}

/** Deletes a code; what it was used for stays on record. */
export async function deletePromotionCode(
  ctx: Ctx,
  { promotionId, id }: { promotionId: string; id: string },
): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    if (!(await deleteCode(ctx.tx, { tenantId: ctx.tenantId, promotionId, id })))
      throw new DomainError('not_found', `The promotion has no code ${id}.`)
    return { id, deleted: true }
  })
}

const noSuch = (id: string) => new DomainError('not_found', `There is no promotion ${id}.`)
