// Store credit: money that a customer has with the store, by e-mail address and currency.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type ReadCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { MAX_AMOUNT } from '../../../shared/money/money.ts'
import { type Entry, insertEntries } from '../queries/ledger.ts'
import * as queries from '../queries/store-credit.ts'
import type {
  AdjustmentInput,
  StoreCreditAccount,
  StoreCreditFilter,
  StoreCreditInput,
  TransactionFilter,
} from '../schema.ts'
import { adjustBalance, listTransactions } from './ledger.ts'

/**
 * Gives a customer credit, as a refund when it is for an order; their account in this currency is opened when needed.
 * Throws `invalid_input` when the balance would exceed MAX_AMOUNT.
 */
export async function giveStoreCredit(
  ctx: Ctx,
  { customer_email, amount, currency, note }: StoreCreditInput,
  orderId: string | null = null,
): Promise<StoreCreditAccount> {
  return inTx(ctx, async (ctx) => {
    const at = ctx.now.toISOString()
    const email = customer_email.toLowerCase()
    const account = await queries.creditAccount(ctx.tx, ctx.tenantId, {
      id: uuidv7(),
      email,
      currency,
      amount,
      at,
    })
    if (account.available > MAX_AMOUNT)
      throw fieldError('amount', `would make the balance exceed ${MAX_AMOUNT}`)
    const kind = orderId === null ? 'adjustment' : 'refund'
    const entry: Entry = { id: uuidv7(), owner: account.id, kind, amount, order_id: orderId, note }
    withCommit(insertEntries(ctx.tx, ctx.tenantId, 'store_credit', { entries: [entry], at }))
    return toAccount(account)
  })
}

/** Adds to an account or takes from it. Throws `insufficient_balance` when less is left. */
export async function adjustStoreCredit(
  ctx: Ctx,
  id: string,
  input: AdjustmentInput,
): Promise<StoreCreditAccount> {
  return inTx(ctx, async (ctx) => {
    const available = await adjustBalance(ctx, 'store_credit', id, input)
    const row = await queries.findAccount(ctx.tx, ctx.tenantId, id)
    if (row === undefined || available === undefined) throw noAccount(id)
    return toAccount({ ...row, available })
  })
}

export async function getStoreCreditAccount(ctx: Ctx, id: string): Promise<StoreCreditAccount> {
  const row = await inRead(ctx, (ctx) => queries.findAccount(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noAccount(id)
  return toAccount(row)
}

export async function listStoreCreditAccounts(
  ctx: Ctx,
  { limit, cursor, customer_email }: StoreCreditFilter,
) {
  const page = { customer_email, limit: limit + 1, before: readCursor(cursor) }
  const rows = await inRead(ctx, (ctx) => queries.listAccounts(ctx.tx, ctx.tenantId, page))
  return { data: rows.slice(0, limit).map(toAccount), next_cursor: cursorOf(rows, limit) }
}

export async function listStoreCreditTransactions(ctx: Ctx, id: string, filter: TransactionFilter) {
  return inRead(ctx, async (ctx) => {
    const [account, page] = await Promise.all([
      queries.findAccount(ctx.tx, ctx.tenantId, id),
      listTransactions(ctx, 'store_credit', id, filter),
    ])
    if (account === undefined) throw noAccount(id)
    return page
  })
}

/** A customer's account in a currency, for paying; undefined when they have none. */
export async function storeCreditOf(
  ctx: ReadCtx,
  owner: { email: string; currency: string },
): Promise<{ id: string; available: number } | undefined> {
  const row = await queries.findAccountOf(ctx.tx, ctx.tenantId, {
    ...owner,
    email: owner.email.toLowerCase(),
  })
  return row === undefined ? undefined : { id: row.id, available: row.available }
}

const noAccount = (id: string) => new DomainError('not_found', `There is no store credit account ${id}.`)

function toAccount({ available, currency, ...row }: queries.AccountRow): StoreCreditAccount {
  return { ...row, balance: { amount: available, currency } }
}
