// One product, with its variants, the plans that it can be bought by, and its reviews.
import { html } from 'hono/html'
import { z } from 'zod'
import { productTag, productTags } from '../../catalog/events.ts'
import type { StoreProduct } from '../../catalog/index.ts'
import { CATEGORIES_TAG } from '../../categories/events.ts'
import type { StoreCategory } from '../../categories/index.ts'
import { PRICES_TAG } from '../../currencies/events.ts'
import type { StoreReviews } from '../../reviews/index.ts'
import { PLANS_TAG } from '../../subscriptions/events.ts'
import type { StorePlans } from '../../subscriptions/index.ts'
import { ask } from '../ask.ts'
import { type Crumb, definePage, lenient, redirect } from '../page.ts'
import { productView } from '../views/product.ts'
import { productGrid } from '../views/product-card.ts'
import { reviewsView } from '../views/reviews.ts'
import { excerpt } from '../views/text.ts'
import { href, termsOf, type Visit } from '../visit.ts'
import { productData } from './product-data.ts'

const MAX_REVIEWS = 10
const MAX_ALIKE = 4

export const productPages = [
  definePage({
    method: 'get',
    path: '/products/{product_id}',
    params: z.object({ product_id: z.string().min(1).max(255) }),
    query: z.object({
      variant: lenient(z.uuid()),
      reviews: lenient(z.string().max(200)),
      review: lenient(z.enum(['sent'])),
    }),
    cache: {
      class: 'product',
      // What else may be liked depends on all products.
      tags: ({ params }) => [
        productTag(params.product_id),
        ...productTags(),
        PRICES_TAG,
        PLANS_TAG,
        CATEGORIES_TAG,
      ],
    },
    handler: async (visit, { params, query }) => {
      const { ctx } = visit
      const name = encodeURIComponent(params.product_id)
      const product = await ask<StoreProduct>(ctx, `/products/${name}`, { query: termsOf(visit) })
      const path = `/products/${encodeURIComponent(product.handle)}`
      if (product.handle !== params.product_id)
        return redirect(href(visit, path, { variant: query.variant }), 301)
      const [reviews, plans, crumbs, alike] = await Promise.all([
        ask<StoreReviews>(ctx, `/products/${product.id}/reviews`, {
          query: { limit: MAX_REVIEWS, cursor: query.reviews },
        }),
        ask<StorePlans>(ctx, `/products/${product.id}/subscription-plans`),
        crumbsTo(visit, product),
        productsLike(visit, product),
      ])
      return {
        kind: 'document',
        type: 'product',
        title: product.seo_title || product.title,
        description: product.seo_description || excerpt(product.description),
        canonical: path,
        image: product.images[0]?.url,
        crumbs: [...crumbs, { name: product.title, path }],
        data: [productData(visit, product, path)],
        body: html`${productView(visit, { product, variant: query.variant, plans: plansHere(visit, plans) })}
${reviewsView(visit, { product, reviews, isSent: query.review === 'sent' })}
${alike.length === 0 ? '' : html`<section class="wrap"><h2>${visit.t.youMayLike}</h2>${productGrid(visit, alike)}</section>`}`,
      }
    },
  }),
]

const plansHere = ({ market }: Visit, { data }: StorePlans): StorePlans['data'] =>
  data.filter(({ markets }) => markets === null || markets.includes(market.code))

type Tree = { data: StoreCategory[] }

/** Down the tree to its first category; without one, the list of all products. */
async function crumbsTo(visit: Visit, { category_ids }: StoreProduct): Promise<Crumb[]> {
  const { data } = await ask<Tree>(visit.ctx, '/categories', { query: { market: visit.market.code } })
  const wayTo = (tree: readonly StoreCategory[]): StoreCategory[] => {
    for (const category of tree) {
      if (category_ids.includes(category.id)) return [category]
      const below = wayTo(category.children)
      if (below.length > 0) return [category, ...below]
    }
    return []
  }
  const way = wayTo(data).map(({ name, handle }) => ({
    name,
    path: `/categories/${encodeURIComponent(handle)}`,
  }))
  return way.length > 0 ? way : [{ name: visit.t.allProducts, path: '/products' }]
}

/** Others of its category, the newest first. */
async function productsLike(visit: Visit, { id, category_ids }: StoreProduct): Promise<StoreProduct[]> {
  const query = { limit: MAX_ALIKE + 1, category: category_ids[0], ...termsOf(visit) }
  const { data } = await ask<{ data: StoreProduct[] }>(visit.ctx, '/products', { query })
  return data.filter((other) => other.id !== id).slice(0, MAX_ALIKE)
}
