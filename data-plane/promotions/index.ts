export { anyPromotion } from './queries/candidates.ts'
export { type Fault, rejectionFault } from './rules.ts'
export { PromotionInput } from './schema/promotion.ts'
export { getPromotions, promotionsOfCodes } from './service/candidates.ts'
export { draftPromotion } from './service/promotions.ts'
export {
  redeem,
  redemptionDemands,
  redemptionTerms,
  releaseLocks,
  releaseUses,
} from './service/redemption.ts'
