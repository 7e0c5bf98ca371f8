// What Hono alone can do: the same bytes from memory.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { answerParent } from '../child.ts'

/** By path pattern. */
export type ConstantOptions = { bodies: Record<string, string> }

answerParent(async ({ bodies }: ConstantOptions) => {
  const app = new Hono()
  for (const [path, body] of Object.entries(bodies))
    app.get(path, (c) => c.body(body, 200, { 'content-type': 'application/json' }))
  return new Promise((resolve) => serve({ fetch: app.fetch, port: 0 }, ({ port }) => resolve(port)))
})
