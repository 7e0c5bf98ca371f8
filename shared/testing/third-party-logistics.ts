// A logistics company of the test's own: takes signed requests over HTTP, sends each fulfilment once however often it is
// asked, and signs what it tells. It can be made to misbehave.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { isSigned, webhookHeaders } from '../webhooks/signature.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in a request
type Message = { type: string; data: any }
/** What it does with the next request: takes it and says nothing, fails before or after taking it, or refuses it. */
type Mood = 'silent' | 'fails' | 'fails_after' | 'refuses'

export type TestLogistics = {
  url: string
  secret: string
  /** All that was signed rightly, in the order in which it came. */
  messages: Message[]
  /** Requests without a right signature. */
  unsigned: () => number
  /** What it is about to send, by the id of the fulfilment. */
  accepted: Map<string, Message['data']>
  /** Of the next requests, one after the other. */
  next: (...moods: Mood[]) => void
  /** A webhook as it would send it. @param over of the message's own fields */
  notice: (
    data: object,
    over?: { id?: string; timestamp?: Date; happened?: Date; secret?: string },
  ) => { body: string; headers: Record<string, string> }
  stop: () => Promise<void>
}

/** Listens on a free port of this machine. */
export async function startLogistics(secret: string): Promise<TestLogistics> {
  const messages: Message[] = []
  const accepted = new Map<string, Message['data']>()
  const moods: Mood[] = []
  let unsigned = 0
  let told = 0

  const answer = (response: ServerResponse, status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    const headers = request.headers as Record<string, string>
    if (!isSigned(secret, { text: body, headers }, new Date())) {
      unsigned += 1
      answer(response, 401, { reason: 'The signature is not right.' })
      return
    }
    const message = JSON.parse(body) as Message
    messages.push(message)
    const mood = moods.shift()
    if (mood === 'fails') return answer(response, 503, { reason: 'Down for maintenance.' })
    if (mood === 'refuses') return answer(response, 422, { reason: 'No such article.' })
    const id = message.data.fulfillment_id
    const isKnown = accepted.has(id)
    if (message.type === 'fulfillment.requested') accepted.set(id, message.data)
    else accepted.delete(id)
    if (mood === 'silent') return
    if (mood === 'fails_after') return answer(response, 500, {})
    if (message.type !== 'fulfillment.requested' && !isKnown) return answer(response, 404, {})
    return answer(response, 202, { reference: `ref-${id.slice(-6)}` })
  }

  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/requests`,
    secret,
    messages,
    accepted,
    unsigned: () => unsigned,
    next: (...next) => moods.push(...next),
    notice: (data, over = {}) => {
      told += 1
      const { id = `notice_${told}`, timestamp = new Date(), happened = timestamp } = over
      const body = JSON.stringify({ type: 'fulfillment.updated', timestamp: happened.toISOString(), data })
      const message = { id, timestamp: Math.floor(timestamp.getTime() / 1000), body }
      return { body, headers: webhookHeaders(over.secret ?? secret, message) }
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
