// Shares what is scarce among tenants: so much at once in all, less than that for one, and whoever waits is served in turn.
import { DomainError } from './errors.ts'
import type { Soon } from './soon.ts'

export type FairOptions = {
  /** How many run at once. */
  total: number
  /** How many of one key run at once. Less than `total`, so that a newcomer never finds everything taken by one. */
  perKey: number
  /** How many of one key start in one turn of the event loop: the rest let others go first, because starting takes time too. */
  perTurn?: number
  /** How many of one key may wait; one more is refused with `too_many_requests`. */
  maxWaiting: number
  /** How long one may wait, in milliseconds, before it is refused with `unavailable`. */
  maxWaitMs: number
}

/** Runs `work` when it is the turn of `key`. Fails as `work` does, when it waited too long, or when `client` is gone. */
export type Fair = <T>(key: string, work: () => Soon<T>, client?: () => AbortSignal) => Soon<T>

type Waiter = {
  readonly start: () => void
  readonly refuse: (error: DomainError) => void
  /** On the clock of `performance.now`. */
  readonly since: number
  readonly client: (() => AbortSignal) | undefined
}
type Lane = {
  readonly key: string
  running: number
  /** In this turn of the event loop. */
  started: number
  readonly waiting: Set<Waiter>
  isQueued: boolean
}

/** How often it is looked at who waited too long or left: to watch each one costs more than most waits last. */
const SWEEP_MS = 250

export function fairly(options: FairOptions): Fair {
  const { total, perKey, perTurn = Number.POSITIVE_INFINITY } = options
  const lanes = new Map<string, Lane>()
  /** Lanes in which somebody waits and may start as soon as there is room. */
  const queue: Lane[] = []
  let running = 0
  /** Lanes in which somebody started in this turn. */
  let active: Lane[] = []
  let sweeping: NodeJS.Timeout | undefined

  const mayStart = (lane: Lane) => lane.running < perKey && lane.started < perTurn

  const begin = (lane: Lane): void => {
    running += 1
    lane.running += 1
    lane.started += 1
    if (lane.started > 1) return
    active.push(lane)
    if (active.length === 1) setImmediate(nextTurn)
  }
  const nextTurn = (): void => {
    const lanes = active
    active = []
    for (const lane of lanes) {
      lane.started = 0
      enqueue(lane)
      leave(lane)
    }
    advance()
  }
  const end = (lane: Lane): void => {
    running -= 1
    lane.running -= 1
    enqueue(lane)
    advance()
    leave(lane)
  }
  const leave = (lane: Lane): void => {
    if (lane.running + lane.started + lane.waiting.size === 0) lanes.delete(lane.key)
  }
  const enqueue = (lane: Lane): void => {
    if (lane.isQueued || lane.waiting.size === 0 || !mayStart(lane)) return
    lane.isQueued = true
    queue.push(lane)
  }
  const advance = (): void => {
    while (running < total) {
      const lane = queue.shift()
      if (lane === undefined) return
      lane.isQueued = false
      const [next] = lane.waiting
      if (next === undefined) {
        leave(lane)
        continue
      }
      lane.waiting.delete(next)
      begin(lane)
      enqueue(lane)
      next.start()
    }
  }

  const sweep = (): void => {
    if (refuseOverdue(lanes.values(), options.maxWaitMs)) return
    clearInterval(sweeping)
    sweeping = undefined
  }

  const run = <T>(lane: Lane, work: () => Soon<T>): Soon<T> => {
    let result: Soon<T>
    try {
      result = work()
    } catch (error) {
      end(lane)
      throw error
    }
    if (result instanceof Promise) return result.finally(() => end(lane))
    end(lane)
    return result
  }

  return (key, work, client) => {
    const lane = lanes.get(key) ?? { key, running: 0, started: 0, waiting: new Set(), isQueued: false }
    lanes.set(key, lane)
    if (queue.length === 0 && running < total && mayStart(lane)) {
      begin(lane)
      return run(lane, work)
    }
    const turn = wait(lane, options.maxWaiting, client)
    enqueue(lane)
    sweeping ??= setInterval(sweep, SWEEP_MS).unref()
    return turn.then(() => run(lane, work))
  }
}

/** Refuses those who waited too long or left. Tells whether anyone still waits. */
function refuseOverdue(lanes: Iterable<Lane>, maxWaitMs: number): boolean {
  const now = performance.now()
  let isAwaited = false
  for (const { waiting } of lanes) {
    for (const waiter of waiting) {
      const error = reasonToLeave(waiter, now, maxWaitMs)
      if (error === undefined) isAwaited = true
      else if (waiting.delete(waiter)) waiter.refuse(error)
    }
  }
  return isAwaited
}

/** Resolves when it is this one's turn; it has begun then. */
function wait({ waiting }: Lane, maxWaiting: number, client: Waiter['client']): Promise<void> {
  if (waiting.size >= maxWaiting) {
    throw new DomainError('too_many_requests', 'This store is asked more than it can answer just now.', {
      retryAfter: 1,
    })
  }
  return new Promise((start, refuse) => {
    waiting.add({ start, refuse, since: performance.now(), client })
  })
}

function reasonToLeave({ since, client }: Waiter, now: number, maxWaitMs: number): DomainError | undefined {
  if (client?.().aborted === true) return new DomainError('malformed_request', 'The client is gone.')
  if (now - since < maxWaitMs) return undefined
  return new DomainError('unavailable', 'This store is too busy just now. Try again.', { retryAfter: 1 })
}
