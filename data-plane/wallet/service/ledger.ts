// Every change of a balance is written in its book, in the same transaction.
import { v7 as uuidv7 } from 'uuid'
import { type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { MAX_AMOUNT } from '../../../shared/money/money.ts'
import { giveTo, lockBalances, takeFrom } from '../../balances/index.ts'
import { idsOf, insertEntries, type Kind, listEntries } from '../queries/ledger.ts'
import type { AdjustmentInput, TransactionFilter } from '../schema.ts'

/**
 * Adds a signed amount to a balance together with the commit; gives what is then left, or undefined when there is no such
 * balance. Throws `insufficient_balance`, or `invalid_input` when it would grow beyond MAX_AMOUNT.
 */
export async function adjustBalance(
  ctx: TxCtx,
  kind: Kind,
  id: string,
  { amount, note }: AdjustmentInput,
): Promise<number | undefined> {
  const locked = await lockBalances(ctx, { [kind]: idsOf([id]) })
  const balance = locked[kind]?.[0]
  if (balance === undefined) return undefined
  const left = balance.available + amount
  if (left > MAX_AMOUNT) throw fieldError('amount', `would make the balance exceed ${MAX_AMOUNT}`)
  if (amount > 0) giveTo(ctx, kind, [{ id, amount }])
  else if (takeFrom(ctx, locked, kind, [{ id, amount: -amount }]).length > 0)
    throw fieldError('amount', `Only ${balance.available} is left.`, 'insufficient_balance')
  const entry = { id: uuidv7(), owner: id, kind: 'adjustment' as const, amount, order_id: null, note }
  withCommit(insertEntries(ctx.tx, ctx.tenantId, kind, { entries: [entry], at: ctx.now.toISOString() }))
  return left
}

export async function listTransactions(
  ctx: ReadCtx,
  kind: Kind,
  owner: string,
  { limit, cursor }: TransactionFilter,
) {
  const page = { owner, before: readCursor(cursor), limit: limit + 1 }
  const rows = await listEntries(ctx.tx, ctx.tenantId, kind, page)
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}
