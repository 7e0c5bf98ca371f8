// The same answers by a server written for nothing else: Hono and statements by hand, without gateway, keys and checks.
// The tenant comes in a header. Reads go through postgres.js as the owner, past row-level security; what changes something
// goes as the application role in one round trip, which is one transaction.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'
import { answerParent } from '../child.ts'
import { cartRoutes } from './cart.ts'
import { catalogRoutes } from './catalog.ts'
import { completeRoute } from './complete.ts'
import { orderRoutes } from './orders.ts'

export type ByHandOptions = { ownerUrl: string; appUrl: string; poolSize: number }

answerParent(async ({ ownerUrl, appUrl, poolSize }: ByHandOptions) => {
  const sql = postgres(ownerUrl, { max: poolSize })
  const app = new Hono()
  catalogRoutes(app, sql)
  orderRoutes(app, sql)
  cartRoutes(app, { url: appUrl, poolSize })
  completeRoute(app, { url: appUrl, poolSize })
  return new Promise((resolve) => serve({ fetch: app.fetch, port: 0 }, ({ port }) => resolve(port)))
})
