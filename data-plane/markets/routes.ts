import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { STORE_TAG } from '../store/events.ts'
import { TAX_TAG } from '../tax/events.ts'
import {
  Market,
  MarketFilter,
  MarketIdOrCode,
  MarketInput,
  MarketPage,
  MarketPatch,
  StoreMarkets,
} from './schema.ts'
import {
  createMarket,
  deleteMarket,
  getMarket,
  listMarkets,
  listStoreMarkets,
  updateMarket,
} from './service.ts'

export const marketRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/markets',
    summary: 'List markets, newest first',
    permission: 'store:read',
    query: MarketFilter,
    response: MarketPage,
    handler: (ctx, { query }) => listMarkets(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/markets',
    summary: 'Add a market with its shipping methods',
    permission: 'store:write',
    body: MarketInput,
    status: 201,
    response: Market,
    errors: ['market_code_taken', 'too_many_markets'],
    handler: (ctx, { body }) => createMarket(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/markets/{market_id}',
    summary: 'Read a market',
    permission: 'store:read',
    params: MarketIdOrCode,
    response: Market,
    handler: (ctx, { params }) => getMarket(ctx, params.market_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/markets/{market_id}',
    summary: 'Change a market',
    permission: 'store:write',
    params: MarketIdOrCode,
    body: MarketPatch,
    response: Market,
    errors: ['market_in_use'],
    handler: (ctx, { params, body }) => updateMarket(ctx, params.market_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/markets/{market_id}',
    summary: 'Delete a market that was never used',
    permission: 'store:write',
    params: MarketIdOrCode,
    response: z.object({ id: z.uuid(), deleted: z.literal(true) }),
    errors: ['market_in_use'],
    handler: (ctx, { params }) => deleteMarket(ctx, params.market_id),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/markets',
    summary: 'List the markets that the store sells to, with their shipping methods',
    permission: 'shop',
    response: StoreMarkets,
    cache: { class: 'settings', tags: () => [STORE_TAG, TAX_TAG] },
    handler: (ctx) => listStoreMarkets(ctx),
  }),
]
