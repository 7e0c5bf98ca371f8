// Merchants: who delivers what a store sells, and on what terms.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { defined } from '../../shared/objects.ts'
import { merchantCreated, merchantDeleted, merchantUpdated } from './events.ts'
import * as queries from './queries.ts'
import type { Merchant, MerchantFilter, MerchantInput, MerchantPatch } from './schema.ts'

const DEFAULTS = {
  integration: 'manual',
  commission_basis_points: 0,
  status: 'active',
  contact_name: '',
  contact_email: null,
  contact_phone: '',
} as const

/** Throws `merchant_code_taken` when another merchant of the store has the code. */
export async function createMerchant(ctx: Ctx, input: MerchantInput): Promise<Merchant> {
  return inTx(ctx, async (ctx) => {
    const id = uuidv7()
    const { market, code, name } = input
    await put(ctx, { ...DEFAULTS, ...defined(input), id, market, code, name })
    emit(ctx, merchantCreated, { merchant_id: id })
    return getMerchant(ctx, id)
  })
}

export async function updateMerchant(ctx: Ctx, id: string, patch: MerchantPatch): Promise<Merchant> {
  return inTx(ctx, async (ctx) => {
    const before = await queries.lockMerchant(ctx.tx, ctx.tenantId, id)
    if (before === undefined) throw noMerchant(id)
    await put(ctx, { ...before, ...defined(patch) })
    emit(ctx, merchantUpdated, { merchant_id: id })
    return getMerchant(ctx, id)
  })
}

/** Throws `still_in_use` while products have it. */
export async function deleteMerchant(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  const inUse = () =>
    new DomainError('still_in_use', 'Give its products another merchant before you delete it.')
  return inTx(ctx, async (ctx) => {
    const isDeleted = await onViolation({ products_merchant_fkey: inUse }, () =>
      queries.deleteMerchant(ctx.tx, ctx.tenantId, id),
    )
    if (!isDeleted) throw noMerchant(id)
    emit(ctx, merchantDeleted, { merchant_id: id })
    return { id, deleted: true }
  })
}

export async function getMerchant(ctx: Ctx, id: string): Promise<Merchant> {
  const found = await inRead(ctx, (ctx) => queries.findMerchant(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw noMerchant(id)
  return found
}

export async function listMerchants(ctx: Ctx, { limit, cursor, market }: MerchantFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.listMerchants(ctx.tx, ctx.tenantId, { limit: limit + 1, before, market }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

const put = (ctx: TxCtx, row: queries.MerchantRow) =>
  onViolation(
    {
      merchants_code_key: () => fieldError('code', 'Another merchant has this code.', 'merchant_code_taken'),
      merchants_market_fkey: () => fieldError('market', 'The store has no such market.'),
    },
    () => queries.putMerchant(ctx.tx, ctx.tenantId, row),
  )

const noMerchant = (id: string) => new DomainError('not_found', `There is no merchant ${id}.`)
