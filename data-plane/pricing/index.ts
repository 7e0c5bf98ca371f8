export { isCountable } from './rules/countable.ts'
export {
  type Fault,
  type Item,
  itemsOf,
  leftOf,
  type Refunded,
  SHIPPING,
  type Shares,
  type Sold,
  sharesOf,
  totalOf,
  type Wish,
} from './rules/order-refund.ts'
export { DEFAULT_TERMS, quote } from './rules/quote.ts'
export type {
  Condition,
  Effect,
  GiftCard,
  LineFacts,
  LineFilter,
  LineTotals,
  Promotion,
  Quote,
  QuoteInput,
  QuoteLine,
  QuoteTerms,
  Step,
  StoreCredit,
  TaxAmount,
  TaxRate,
} from './types.ts'
