export {
  AppliedDiscount,
  CODE_ERRORS,
  CodeInput,
  CodeState,
  DueTax,
  Explanation,
  lineAmounts,
  MAX_CODES,
  PromotionCode,
  Totals,
} from './schema.ts'
export {
  type Basis,
  basisOf,
  type Considered,
  type PricedLine,
  quoteOf,
  renewed,
  type TaxesDue,
  taxesDue,
} from './service/quote.ts'
export {
  assertUsable,
  codeStates,
  considered,
  normalCode,
  toDiscounts,
  toExplanation,
  toLineAmounts,
  toTaxes,
  toTotals,
} from './service/show.ts'
