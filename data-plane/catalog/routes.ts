import { z } from 'zod'
import { BRANDS_TAG } from '../brands/events.ts'
import { CATEGORIES_TAG } from '../categories/events.ts'
import { PRICES_TAG } from '../currencies/events.ts'
import { defineRoute } from '../route.ts'
import { STORE_TAG } from '../store/events.ts'
import { productTag, productTags } from './events.ts'
import {
  NamedVariants,
  Product,
  ProductFilter,
  ProductId,
  ProductIdOrHandle,
  ProductInput,
  ProductPage,
  ProductPatch,
  StoreProduct,
  StoreProductFilter,
  StoreProductPage,
  StoreProductView,
  VariantFilter,
} from './schema.ts'
import { ProductSearch, ProductSearchPage } from './schema-search.ts'
import {
  createProduct,
  deleteProduct,
  getProduct,
  listNamedVariants,
  listProducts,
  updateProduct,
} from './service/products.ts'
import { searchProducts } from './service/search.ts'
import { getStoreProduct, listStoreProducts } from './service/storefront.ts'

export const catalogRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/products',
    summary: 'List products, newest first',
    description:
      'Filters can be combined. A page that had to pass over many products may hold fewer than asked for, or none: the ' +
      'list goes on as long as there is a `next_cursor`.',
    permission: 'products:read',
    query: ProductFilter,
    response: ProductPage,
    handler: (ctx, { query }) => listProducts(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/products',
    summary: 'Create a product',
    permission: 'products:write',
    body: ProductInput,
    status: 201,
    response: Product,
    errors: ['handle_taken', 'sku_taken', 'not_found'],
    handler: (ctx, { body }) => createProduct(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/products/{product_id}',
    summary: 'Read a product',
    permission: 'products:read',
    params: ProductId,
    response: Product,
    handler: (ctx, { params }) => getProduct(ctx, params.product_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/products/{product_id}',
    summary: 'Change a product',
    permission: 'products:write',
    params: ProductId,
    body: ProductPatch,
    response: Product,
    errors: ['handle_taken', 'sku_taken'],
    handler: (ctx, { params, body }) => updateProduct(ctx, params.product_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/products/{product_id}',
    summary: 'Delete a product',
    permission: 'products:write',
    params: ProductId,
    response: z.object({ id: z.uuid(), deleted: z.literal(true) }),
    handler: (ctx, { params }) => deleteProduct(ctx, params.product_id),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/variants',
    summary: 'Read what variants are called and cost, for lists that have their ids',
    permission: 'products:read',
    query: VariantFilter,
    response: NamedVariants,
    handler: (ctx, { query }) => listNamedVariants(ctx, query.ids),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/products',
    summary: 'List what is on sale, newest first',
    permission: 'shop',
    query: StoreProductFilter,
    response: StoreProductPage,
    cache: {
      class: 'listing',
      tags: ({ query: { category, brand } }) => [
        ...productTags(),
        PRICES_TAG,
        STORE_TAG,
        ...(category === undefined ? [] : [CATEGORIES_TAG]),
        ...(brand === undefined ? [] : [BRANDS_TAG]),
      ],
    },
    handler: (ctx, { query }) => listStoreProducts(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/product-search',
    summary: 'Search what is on sale, with what else could be chosen',
    description:
      'At most the newest 500 products that the words or the group lead to are looked at; facets count among those.',
    permission: 'shop',
    query: ProductSearch,
    response: ProductSearchPage,
    handler: (ctx, { query }) => searchProducts(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/products/{product_id}',
    summary: 'Read a product on sale, by id or handle',
    permission: 'shop',
    params: ProductIdOrHandle,
    query: StoreProductView,
    response: StoreProduct,
    cache: {
      class: 'product',
      tags: ({ params }) => [productTag(params.product_id), PRICES_TAG, STORE_TAG],
    },
    handler: (ctx, { params, query }) => getStoreProduct(ctx, params.product_id, query),
  }),
]
