// The least that one process does to pass a request on to another and its answer back: Hono, undici, no work of its own.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { Pool } from 'undici'
import { answerParent } from '../child.ts'

export type HopOptions = { port: number; connections: number }

answerParent(async ({ port, connections }: HopOptions) => {
  const upstream = new Pool(`http://127.0.0.1:${port}`, { connections })
  const app = new Hono()
  app.get(
    '*',
    (c) =>
      new Promise<Response>((resolve, reject) => {
        let headers: Record<string, string> = {}
        const chunks: Buffer[] = []
        upstream.dispatch(
          { method: 'GET', path: c.req.path, headers: { host: c.req.header('host') } },
          {
            onRequestStart: () => {},
            onResponseStart: (_controller, _status, fields) => {
              headers = fields as Record<string, string>
            },
            onResponseData: (_controller, chunk) => chunks.push(chunk),
            onResponseEnd: () => resolve(c.body(Buffer.concat(chunks), 200, headers)),
            onResponseError: (_controller, error) => reject(error),
          },
        )
      }),
  )
  return new Promise((resolve) => serve({ fetch: app.fetch, port: 0 }, (address) => resolve(address.port)))
})
