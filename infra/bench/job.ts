// What the load generator is asked to do, and what it tells.

/** A store as a client of it knows it. */
export type Shop = {
  host: string
  publishable: string
  /** For the statements by hand, which know no keys. */
  tenantId: string
  /** Of the same products, in the same order. */
  products: readonly string[]
  handles: readonly string[]
  variants: readonly string[]
}

export type FlowName = 'cart' | 'order' | 'shopper'

export type Job = { port: number; connections: number; seconds: number } & (
  | {
      /** Each connection sends the next request when the one before was answered. */
      kind: 'closed'
      requests: readonly string[]
      /** `once`: in their order, and the job ends when all were sent. */
      order: 'random' | 'once'
      /** Statuses that are answers like any other, and counted apart. */
      refusals?: readonly number[]
    }
  | {
      /** Requests are sent at random times, whatever became of those before; late ones count from when they were due. */
      kind: 'open'
      requests: readonly string[]
      perSecond: number
      refusals?: readonly number[]
    }
  | {
      /** Each connection is a client that goes through the steps of a flow, again and again. */
      kind: 'flow'
      flow: FlowName
      shops: readonly Shop[]
      /** Errors are counted and end the flow that met them; otherwise they end the job. */
      keepGoing?: boolean
    }
)

/** In milliseconds. */
type Latencies = { p50: number; p95: number; p99: number }

/** Latencies of flows are of whole flows. */
export type Load = Latencies & {
  /** Requests that were answered as they should be, or flows that came to their end. */
  count: number
  seconds: number
  /** What went otherwise, by what it was. */
  other: Record<string, number>
  /** Requests of flows: all of them, and by their step. */
  all: Latencies
  steps: Record<string, Latencies & { count: number }>
  /** CPU that the generator itself used. */
  cpuSeconds: number
}
