// A product as search engines read it (schema.org).
import type { StoreProduct } from '../../catalog/index.ts'
import { absolute } from '../views/layout.ts'
import { decimal, excerpt } from '../views/text.ts'
import { href, type Visit } from '../visit.ts'

const MAX_OFFERS = 100
const MAX_DESCRIPTION = 5_000

export function productData(visit: Visit, product: StoreProduct, path: string): Record<string, unknown> {
  const { origin } = visit
  const url = `${origin}${href(visit, path)}`
  const { rating, vendor, images, variants } = product
  const offers = variants.slice(0, MAX_OFFERS).flatMap(({ id, sku, price, available }) =>
    price === null
      ? []
      : [
          {
            '@type': 'Offer',
            price: decimal(price),
            priceCurrency: price.currency,
            availability: `https://schema.org/${available ? 'InStock' : 'OutOfStock'}`,
            url: `${origin}${href(visit, path, variants.length > 1 ? { variant: id } : {})}`,
            ...(sku === null ? {} : { sku }),
          },
        ],
  )
  return {
    '@type': 'Product',
    name: product.title,
    url,
    description: excerpt(product.description, MAX_DESCRIPTION),
    image: images.map((image) => absolute(origin, image.url)),
    ...(vendor === '' ? {} : { brand: { '@type': 'Brand', name: vendor } }),
    ...(offers.length === 0 ? {} : { offers }),
    ...(rating.count === 0 || rating.average === null
      ? {}
      : {
          aggregateRating: {
            '@type': 'AggregateRating',
            ratingValue: (rating.average / 100).toFixed(2),
            reviewCount: rating.count,
          },
        }),
  }
}
