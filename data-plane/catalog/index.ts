// What other modules may use of the catalog. Nothing else here is public.
export { type SellableVariant, sellableColumns, sellableJoins } from './queries.ts'
export { type Product, ProductInput, type ProductPatch, type VariantInput } from './schema.ts'
export { createProduct, listProducts, productsByHandle, updateProduct } from './service.ts'
