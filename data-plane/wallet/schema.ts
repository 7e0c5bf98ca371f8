// Gift cards and store credit as staff and shoppers see them.
import { z } from 'zod'
import { Instant } from '../../shared/http/instant.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, MAX_AMOUNT, Money } from '../../shared/money/money.ts'

const MAX_BATCH = 1_000

const Amount = z.int().min(1).max(MAX_AMOUNT).meta({ description: 'In minor units', example: 5_000 })
const Note = z.string().trim().max(500)
const Email = z.email().max(254).toLowerCase().meta({ example: 'shopper@mail.example' })
const Last4 = z.string().max(4).toUpperCase().meta({ description: 'The end of the code' })

/** A typed code may hold spaces and hyphens. */
const TypedCode = z.string().min(1).max(100).meta({ example: '7KQM-2X4T-9BVN-H3CD' })

const cardTerms = {
  expires_at: Instant.nullable().default(null),
  customer_email: Email.nullable()
    .default(null)
    .meta({ description: 'Only this customer, signed in, may use it' }),
  note: Note.default(''),
}
const issued = { amount: Amount, currency: Currency, ...cardTerms }

export const GiftCardInput = z.strictObject(issued).meta({ id: 'GiftCardInput' })
export const GiftCardBatchInput = z
  .strictObject({ count: z.int().min(1).max(MAX_BATCH).meta({ example: 2 }), ...issued })
  .meta({ id: 'GiftCardBatchInput' })
export type GiftCardInput = z.output<typeof GiftCardInput>

export const GiftCardPatch = z
  .strictObject({ expires_at: Instant.nullable(), customer_email: Email.nullable(), note: Note })
  .partial()
  .meta({ id: 'GiftCardPatch' })
export type GiftCardPatch = z.output<typeof GiftCardPatch>

const giftCardFields = {
  id: z.uuid(),
  last4: z.string(),
  balance: Money,
  active: z.boolean(),
  expires_at: z.string().nullable(),
  customer_email: z.string().nullable(),
  note: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
}
export const GiftCard = z.object(giftCardFields).meta({ id: 'GiftCard' })
export type GiftCard = z.output<typeof GiftCard>

export const IssuedGiftCard = z
  .object({ ...giftCardFields, code: z.string().meta({ description: 'Shown only here' }) })
  .meta({ id: 'IssuedGiftCard' })
export const IssuedGiftCards = z.object({ data: z.array(IssuedGiftCard) }).meta({ id: 'IssuedGiftCards' })
export type IssuedGiftCard = z.output<typeof IssuedGiftCard>

export const GiftCardId = z.object({ gift_card_id: z.uuid() })
export const GiftCardFilter = z.strictObject({
  ...Paging,
  last4: Last4.optional(),
  customer_email: Email.optional(),
})
export type GiftCardFilter = z.output<typeof GiftCardFilter>
export const GiftCardPage = pageOf(GiftCard).meta({ id: 'GiftCardPage' })

export const BalanceQuestion = z.strictObject({ code: TypedCode }).meta({ id: 'GiftCardBalanceInput' })
export const CardBalance = z
  .object({
    last4: z.string(),
    balance: Money,
    status: z.enum(['usable', 'used_up', 'expired', 'deactivated']),
    expires_at: z.string().nullable(),
  })
  .meta({ id: 'GiftCardBalance' })
export type CardBalance = z.output<typeof CardBalance>

export const AdjustmentInput = z
  .strictObject({
    amount: z
      .int()
      .min(-MAX_AMOUNT)
      .max(MAX_AMOUNT)
      .refine((amount) => amount !== 0, 'must not be 0')
      .meta({ description: 'In minor units of the balance; negative takes from it', example: 500 }),
    note: Note.min(1).meta({ description: 'The reason', example: 'Late delivery' }),
  })
  .meta({ id: 'BalanceAdjustmentInput' })
export type AdjustmentInput = z.output<typeof AdjustmentInput>

export const BalanceTransaction = z
  .object({
    id: z.uuid(),
    kind: z.enum(['issue', 'adjustment', 'spend', 'refund']),
    amount: z.int().meta({ description: 'In minor units; negative took from the balance' }),
    order_id: z.uuid().nullable(),
    note: z.string(),
    created_at: z.string(),
  })
  .meta({ id: 'BalanceTransaction' })
export type BalanceTransaction = z.output<typeof BalanceTransaction>
export const TransactionFilter = z.strictObject(Paging)
export type TransactionFilter = z.output<typeof TransactionFilter>
export const TransactionPage = pageOf(BalanceTransaction).meta({ id: 'BalanceTransactionPage' })

export const StoreCreditInput = z
  .strictObject({
    customer_email: Email,
    amount: Amount,
    currency: Currency,
    note: Note.min(1).meta({ description: 'The reason', example: 'Late delivery' }),
  })
  .meta({ id: 'StoreCreditInput' })
export type StoreCreditInput = z.output<typeof StoreCreditInput>

export const StoreCreditAccount = z
  .object({ id: z.uuid(), customer_email: z.string(), balance: Money, created_at: z.string() })
  .meta({ id: 'StoreCreditAccount' })
export type StoreCreditAccount = z.output<typeof StoreCreditAccount>
export const StoreCreditAccountId = z.object({ store_credit_account_id: z.uuid() })
export const StoreCreditFilter = z.strictObject({ ...Paging, customer_email: Email.optional() })
export type StoreCreditFilter = z.output<typeof StoreCreditFilter>
export const StoreCreditPage = pageOf(StoreCreditAccount).meta({ id: 'StoreCreditAccountPage' })

/** What paying with a gift card may be refused with. */
export const CARD_ERRORS = [
  'gift_card_unknown',
  'gift_card_not_yours',
  'gift_card_wrong_currency',
  'gift_card_deactivated',
  'gift_card_expired',
  'gift_card_used_up',
] as const
