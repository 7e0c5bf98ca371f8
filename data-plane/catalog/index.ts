// What other modules may use of the catalog. Nothing else here is public.
export {
  findSellable,
  plainSellableColumns,
  type SellableVariant,
  sellableColumns,
  sellableJoin,
} from './queries/sellable.ts'
export {
  type Product,
  ProductInput,
  ProductPatch,
  productFilters,
  type StoreProduct,
  StoreProductPage,
  type VariantInput,
} from './schema.ts'
export type { ProductSearchPage } from './schema-search.ts'
export {
  listProducts,
  type ProductChange,
  productsByHandle,
  productsById,
  productsBySku,
  putProducts,
} from './service/products.ts'
export { endOfPart, listCollectionProducts, listHandles } from './service/storefront.ts'
