// What staff do with gift cards, and what shoppers ask of them.
import { randomInt } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { hashCredential } from '../../../shared/auth/credentials.ts'
import { type Ctx, inRead, inTx, type ReadCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import type { BalanceSelect } from '../../balances/index.ts'
import * as queries from '../queries/gift-cards.ts'
import { type Entry, insertEntries } from '../queries/ledger.ts'
import { CODE_BASE, CODE_DIGITS, cardFault, cardStatus, codeFrom, type Paying, readCode } from '../rules.ts'
import type {
  AdjustmentInput,
  CardBalance,
  GiftCard,
  GiftCardFilter,
  GiftCardInput,
  GiftCardPatch,
  IssuedGiftCard,
  TransactionFilter,
} from '../schema.ts'
import { adjustBalance, listTransactions } from './ledger.ts'

/** Issues `count` cards of the same terms. Their codes are in the answer and cannot be read again. */
export async function issueGiftCards(
  ctx: Ctx,
  { count, ...terms }: GiftCardInput & { count: number },
): Promise<{ data: IssuedGiftCard[] }> {
  return inTx(ctx, async (ctx) => {
    const at = ctx.now.toISOString()
    const cards = Array.from({ length: count }, () => newCard(terms, at))
    const entries = cards.map(
      ({ row }): Entry => ({
        id: uuidv7(),
        owner: row.id,
        kind: 'issue',
        amount: terms.amount,
        order_id: null,
        note: '',
      }),
    )
    withCommit(
      queries.insertCards(
        ctx.tx,
        ctx.tenantId,
        cards.map(({ row }) => row),
      ),
      insertEntries(ctx.tx, ctx.tenantId, 'gift_card', { entries, at }),
    )
    return { data: cards.map(({ row: { code_hash: _, ...row }, code }) => ({ ...toGiftCard(row), code })) }
  })
}

export async function issueGiftCard(ctx: Ctx, input: GiftCardInput): Promise<IssuedGiftCard> {
  const { data } = await issueGiftCards(ctx, { ...input, count: 1 })
  return data[0] as IssuedGiftCard
}

function newCard({ amount, ...terms }: GiftCardInput, at: string) {
  const code = codeFrom(Array.from({ length: CODE_DIGITS }, () => randomInt(CODE_BASE)))
  const last4 = code.slice(-4)
  const row = {
    ...terms,
    id: uuidv7(),
    last4,
    available: amount,
    active: true,
    created_at: at,
    updated_at: at,
  }
  return { code, row: { ...row, code_hash: hashOf(readCode(code) as string) } }
}

/** The code is random and long, so its plain hash tells nothing. */
const hashOf = hashCredential

export async function getGiftCard(ctx: Ctx, id: string): Promise<GiftCard> {
  const row = await inRead(ctx, (ctx) => queries.findCard(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noCard(id)
  return toGiftCard(row)
}

export async function listGiftCards(ctx: Ctx, { limit, cursor, ...filter }: GiftCardFilter) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listCards(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit).map(toGiftCard), next_cursor: cursorOf(rows, limit) }
}

export async function updateGiftCard(
  ctx: Ctx,
  id: string,
  patch: GiftCardPatch | { active: boolean },
): Promise<GiftCard> {
  const row = await inTx(ctx, (ctx) =>
    queries.updateCard(ctx.tx, ctx.tenantId, id, { ...patch, at: ctx.now.toISOString() }),
  )
  if (row === undefined) throw noCard(id)
  return toGiftCard(row)
}

/** Adds to a card's balance or takes from it. Throws `insufficient_balance` when less is left. */
export async function adjustGiftCard(ctx: Ctx, id: string, input: AdjustmentInput): Promise<GiftCard> {
  return inTx(ctx, async (ctx) => {
    const available = await adjustBalance(ctx, 'gift_card', id, input)
    const row = await queries.findCard(ctx.tx, ctx.tenantId, id)
    if (row === undefined || available === undefined) throw noCard(id)
    return toGiftCard({ ...row, available })
  })
}

export async function listGiftCardTransactions(ctx: Ctx, id: string, filter: TransactionFilter) {
  return inRead(ctx, async (ctx) => {
    const [card, page] = await Promise.all([
      queries.findCard(ctx.tx, ctx.tenantId, id),
      listTransactions(ctx, 'gift_card', id, filter),
    ])
    if (card === undefined) throw noCard(id)
    return page
  })
}

/** What is left on the card with this code. A code that is none is answered as one of no card. */
export async function readBalance(ctx: Ctx, typed: string): Promise<CardBalance> {
  const card = await inRead(ctx, (ctx) => cardOf(ctx, typed))
  if (card === undefined) throw new DomainError('not_found', 'There is no gift card with this code.')
  const { last4, currency, available, expires_at } = card
  return { last4, balance: { amount: available, currency }, status: cardStatus(card, ctx.now), expires_at }
}

/** A gift card as the checkout knows it. */
export type UsableGiftCard = { id: string; last4: string; available: number }

/**
 * The card with this code, for paying. Throws its fault at `code`: `gift_card_unknown`, `_not_yours`, `_wrong_currency`,
 * `_deactivated`, `_expired` or `_used_up`.
 */
export async function findGiftCard(
  ctx: ReadCtx,
  typed: string,
  paying: Omit<Paying, 'now'>,
): Promise<UsableGiftCard> {
  const card = await cardOf(ctx, typed)
  if (card === undefined)
    throw fieldError('code', 'There is no gift card with this code.', 'gift_card_unknown')
  const fault = cardFault(card, { ...paying, now: ctx.now })
  if (fault !== undefined) throw fieldError('code', fault.message, fault.code)
  return { id: card.id, last4: card.last4, available: card.available }
}

/**
 * Cards by id with all that `cardFault` asks about. For an order, start it after `lockBalances` in the same round trip:
 * then it shows what the lock holds. @param ids a sub-select, as `lockBalances` takes
 */
export const readGiftCards = (ctx: ReadCtx, ids: BalanceSelect): Promise<queries.GiftCardRow[]> =>
  queries.findCards(ctx.tx, ctx.tenantId, ids)

async function cardOf(ctx: ReadCtx, typed: string): Promise<queries.GiftCardRow | undefined> {
  const code = readCode(typed)
  return code === undefined ? undefined : queries.findCardByHash(ctx.tx, ctx.tenantId, hashOf(code))
}

const noCard = (id: string) => new DomainError('not_found', `There is no gift card ${id}.`)

function toGiftCard({ available, currency, ...row }: queries.GiftCardRow): GiftCard {
  return { ...row, balance: { amount: available, currency } }
}
