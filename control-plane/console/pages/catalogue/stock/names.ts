import { useQueries } from '@tanstack/react-query'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'

/**
 * Gives what variants are called, for lists that know only ids: "Shirt – Red / S".
 * @param productIds of the rows that are shown
 */
export function useVariantNames(
  productIds: readonly string[],
): (productId: string, variantId: string) => string | undefined {
  const { id, admin, can } = useStore()
  const ids = [...new Set(productIds)]
  const products = useQueries({
    queries: ids.map((productId) => ({
      queryKey: [id, 'product', productId],
      queryFn: () =>
        dataOf(admin.GET('/admin/v1/products/{product_id}', { params: { path: { product_id: productId } } })),
      staleTime: 300_000,
      enabled: can('products:read'),
    })),
  })
  const byId = new Map(products.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data] as const])))
  return (productId, variantId) => {
    const product = byId.get(productId)
    const variant = product?.variants.find(({ id }) => id === variantId)
    if (product === undefined || variant === undefined) return product?.title
    return product.options.length === 0 ? product.title : `${product.title} – ${variant.title}`
  }
}

/** As `useVariantNames`, for rows that know the variant only. */
export function useMovedVariants(variantIds: readonly string[]): (variantId: string) => string | undefined {
  const { id, admin } = useStore()
  const ids = [...new Set(variantIds)]
  const levels = useQueries({
    queries: ids.map((variantId) => ({
      queryKey: [id, 'levels-of', variantId],
      queryFn: () =>
        dataOf(
          admin.GET('/admin/v1/inventory/levels', {
            params: { query: { variant_id: variantId, limit: 1 } },
          }),
        ),
      staleTime: 300_000,
    })),
  })
  const known = levels.flatMap(({ data }) => data?.data ?? [])
  const nameOf = useVariantNames(known.map(({ product_id }) => product_id))
  return (variantId) => {
    const level = known.find(({ variant_id }) => variant_id === variantId)
    return level && (nameOf(level.product_id, variantId) ?? level.sku ?? undefined)
  }
}
