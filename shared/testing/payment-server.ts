// What the payment providers of the tests have in common: a server on a free port that can be told to fail, and webhooks.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * How a call goes: `timeout` does nothing and never answers, `lost` does it and breaks the connection, `error` is a 500 that
 * did nothing, `declined` is the provider's refusal, `slow` answers late.
 */
type How = 'timeout' | 'lost' | 'error' | 'declined' | 'slow'

export type Asked = {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}
export type Answer = { status: number; body: unknown }
/** What a call is about, before it is done. */
export type Operation = { name: string; run: () => Answer; declined: () => Answer }
type Sent = { headers: Record<string, string>; body: string }

export type PaymentServer = {
  url: string
  fail: (operation: string, how: How) => void
  /** How often each operation was asked for, also in vain. */
  asked: Map<string, number>
  webhooks: {
    /** Where they go from now on; nowhere before. */
    to: (url: string) => void
    /** All that were made, delivered or not. */
    sent: Sent[]
    /** Delivers the last once more. */
    again: () => Promise<void>
    /** Keeps back what is made from now on, until the returned function is called. */
    late: () => () => Promise<void>
    /** Delivers each of the following twice. */
    twice: () => void
    /** Waits until all that is under way has arrived. */
    settled: () => Promise<void>
  }
  send: (webhook: Sent) => Promise<void>
  stop: () => Promise<void>
}

const SLOW_MS = 2_500

/** @param operationOf undefined when there is no such URL */
export async function startPaymentServer(
  operationOf: (asked: Asked) => Operation | Answer,
): Promise<PaymentServer> {
  const failing = new Map<string, How>()
  const asked: PaymentServer['asked'] = new Map()
  const server = createServer(async (request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://provider')
    const { method = '', headers } = request
    const answer = ({ status, body }: Answer) => {
      const type = typeof body === 'string' ? 'text/html' : 'application/json'
      response.writeHead(status, { 'content-type': type })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    const operation = operationOf({ method, path, query, headers, body: await text(request) })
    if ('status' in operation) return answer(operation)
    const { name, run, declined } = operation
    asked.set(name, (asked.get(name) ?? 0) + 1)
    const how = failing.get(name)
    failing.delete(name)
    if (how === 'timeout') return
    if (how === 'error') return answer({ status: 500, body: { error: 'Internal Server Error' } })
    if (how === 'declined') return answer(declined())
    const answered = run()
    if (how === 'lost') response.destroy()
    else {
      if (how === 'slow') await sleep(SLOW_MS)
      answer(answered)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    fail: (operation, how) => failing.set(operation, how),
    asked,
    ...startWebhooks(),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function startWebhooks(): Pick<PaymentServer, 'webhooks' | 'send'> {
  const sent: Sent[] = []
  let target: string | undefined
  let kept: Sent[] | undefined
  let times = 1
  const underWay = new Set<Promise<void>>()
  const deliver = async ({ headers, body }: Sent) => {
    if (target === undefined) return
    for (let time = 0; time < times; time += 1)
      await fetch(target, { method: 'POST', headers, body }).then(
        (response) => response.body?.cancel(),
        () => undefined, // as of a shop that is down
      )
  }
  return {
    webhooks: {
      to: (url) => {
        target = url
      },
      sent,
      again: async () => {
        const last = sent.at(-1)
        if (last === undefined) throw new Error('There was no webhook')
        await deliver(last)
      },
      late: () => {
        const own: Sent[] = []
        kept = own
        return async () => {
          kept = undefined
          for (const webhook of own) await deliver(webhook)
        }
      },
      twice: () => {
        times = 2
      },
      settled: async () => {
        await Promise.all(underWay)
      },
    },
    send: async (webhook) => {
      sent.push(webhook)
      if (kept !== undefined) kept.push(webhook)
      else {
        const delivery = deliver(webhook)
        underWay.add(delivery)
        await delivery
        underWay.delete(delivery)
      }
    },
  }
}
