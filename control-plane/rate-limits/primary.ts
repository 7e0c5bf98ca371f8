// Limits that the processes of one machine share by messages to the first of them, which counts in memory.
import {
  ANSWER_TIMEOUT_MS,
  type Answer,
  type Authority,
  type HealthOptions,
  watchHealth,
} from './authority.ts'
import { BURST, CONCURRENT } from './rules.ts'
import { type Ask, createTally, type Known } from './tally.ts'
import type { Usage } from './usage.ts'

/** To the first process. Messages arrive in their order, or not at all. */
export type Channel = {
  send: (message: object) => void
  /** Gives what ends it. */
  listen: (listener: (message: unknown) => void) => () => void
}

export type PrimaryOptions = { channel: Channel; timeoutMs?: number }

/** Others send messages on the same way. */
const QUESTION = 'storeplane:rate-limits:question'
const ANSWER = 'storeplane:rate-limits:answer'

/** With `number` it is answered. */
type Question = { type: typeof QUESTION; number?: number; ask?: Ask; known?: Known }
type Reply = { type: typeof ANSWER; number: number; answer: Answer | null }

export type PrimaryAuthority = Authority & {
  /** Tells what the control database knows of a window. */
  learn: (usage: Usage, window: number, total: number) => void
}

/** One of several processes. Gives the authority once it is known whether the first process answers. */
export async function openPrimary(
  { channel, timeoutMs = ANSWER_TIMEOUT_MS }: PrimaryOptions,
  options: HealthOptions,
): Promise<PrimaryAuthority> {
  const waiting = new Map<number, (answer: Answer | null) => void>()
  let last = 0
  const stopListening = channel.listen((message) => {
    if (!isOf<Reply>(message, ANSWER)) return
    waiting.get(message.number)?.(message.answer)
    waiting.delete(message.number)
  })
  const send = (question: Omit<Question, 'type'>) => channel.send({ type: QUESTION, ...question })
  const request = (question: Pick<Question, 'ask'>): Promise<Answer | null> => {
    last += 1
    const number = last
    const { promise, resolve, reject } = Promise.withResolvers<Answer | null>()
    const giveUp = () => waiting.delete(number) && reject(new Error('No answer in time.'))
    // Of a process that stood still itself the answer is here already, but not read.
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs)
    waiting.set(number, resolve)
    send({ number, ...question })
    return promise.finally(() => clearTimeout(timer))
  }
  const health = watchHealth(
    'the first process, which counts for the rate limits,',
    () => request({}),
    options,
  )
  health.look()
  await health.known

  const ask = async (usage: Usage, limit: number, amount: number): Promise<Answer> => {
    try {
      const answer = await request({ ask: askOf(usage, limit, amount) })
      if (answer === null) throw new Error('An answer to something else.')
      return answer
    } catch (error) {
      health.fail(error)
      throw error
    }
  }
  return {
    isUp: health.isUp,
    ask,
    places: {
      hold: (usage, places) => ask(usage, CONCURRENT, places),
      release: (usage, places) => send({ ask: askOf(usage, CONCURRENT, places) }),
    },
    learn: ({ id, tenantId, windows }, window, total) => {
      const [start, end] = [windows.starts[window] as number, windows.ends[window] as number]
      send({ known: { id, isStore: tenantId !== undefined, limit: window, start, end, total } })
    },
    close: () => {
      health.stop()
      stopListening()
    },
  }
}

const askOf = ({ id, tenantId, bounds, windows }: Usage, limit: number, amount: number): Ask => ({
  id,
  isStore: tenantId !== undefined,
  limit,
  amount,
  most: bounds.most[limit] as number,
  start: limit < BURST ? (windows.starts[limit] as number) : 0,
  end: limit < BURST ? (windows.ends[limit] as number) : 0,
  refill: bounds.refill,
})

/** In the first process. */
export type Office = {
  /** Gives the answer to a message, if it is one for us and needs one. @param who the process that sent it */
  hear: (who: number, message: unknown) => object | undefined
  /** The process has ended. */
  forget: (who: number) => void
}

export function openOffice(tally = createTally()): Office {
  return {
    hear: (who, message) => {
      if (!isOf<Question>(message, QUESTION)) return undefined
      const { number, ask, known } = message
      if (known !== undefined) tally.learn(known)
      const answer = ask === undefined ? null : tally.ask(ask, who)
      return number === undefined ? undefined : ({ type: ANSWER, number, answer } satisfies Reply)
    },
    forget: tally.forget,
  }
}

const isOf = <T extends { type: string }>(message: unknown, type: T['type']): message is T =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === type
