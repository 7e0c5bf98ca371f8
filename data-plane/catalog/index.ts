// What other modules may use of the catalog. Nothing else here is public.
export { type SellableVariant, sellableColumns, sellableJoins } from './queries/read.ts'
export { type Product, ProductInput, type ProductPatch, type VariantInput } from './schema.ts'
export {
  listProducts,
  type ProductChange,
  productsByHandle,
  productsBySku,
  putProducts,
} from './service.ts'
