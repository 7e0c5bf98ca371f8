export { IssuedRefund, RefundExtras, refundTerms } from './schema.ts'
export { createRefund, refundDue } from './service/refunds.ts'
export { getRefund } from './service/show.ts'
