// What Hono alone can do: the same bytes from memory, header fields and body.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { answerParent } from '../child.ts'

export type StoredAnswer = { headers: Record<string, string>; body: string }
/** By host and path. */
export type ConstantOptions = { answers: Record<string, StoredAnswer> }

answerParent(async ({ answers }: ConstantOptions) => {
  const known = new Map(
    Object.entries(answers).map(([place, { headers, body }]) => [
      place,
      { headers, body: Buffer.from(body) },
    ]),
  )
  const app = new Hono()
  app.get('*', (c) => {
    const answer = known.get(`${c.req.header('host')}${c.req.path}`)
    return answer === undefined ? c.notFound() : c.body(answer.body, 200, answer.headers)
  })
  return new Promise((resolve) => serve({ fetch: app.fetch, port: 0 }, ({ port }) => resolve(port)))
})
