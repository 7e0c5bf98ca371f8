export { computeTotals, isCountable, shippingCost } from './rules.ts'
export { Totals, toTotals } from './schema.ts'
