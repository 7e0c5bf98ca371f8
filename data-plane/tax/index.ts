export {
  resolveTaxes,
  standardBasisPoints,
  type TaxItem,
  type TaxPlace,
  type TaxRate,
  taxContext,
} from './rules/resolve.ts'
export { TaxClass, type TaxRegion } from './schema.ts'
export { addStartingRegions, getTaxRegions } from './service.ts'
