export { isCountable } from './rules/countable.ts'
export { DEFAULT_TERMS, quote } from './rules/quote.ts'
export { refund } from './rules/refund.ts'
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
