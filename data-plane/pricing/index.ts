export { computeTotals, isCountable, type PricedLine, shippingCost } from './rules.ts'
export { Totals, toTotals } from './schema.ts'
