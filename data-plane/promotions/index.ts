export { anyPromotion } from './queries/candidates.ts'
export { type Fault, rejectionFault } from './rules.ts'
export { getPromotions, promotionsOfCodes } from './service/candidates.ts'
export {
  redeem,
  redemptionDemands,
  redemptionTerms,
  releaseLocks,
  releaseUses,
} from './service/redemption.ts'
