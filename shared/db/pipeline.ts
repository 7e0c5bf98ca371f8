// Statements that are started together travel together: `Promise.all` of queries is one round trip.

import { DrizzleQueryError } from 'drizzle-orm/errors'
import type { SQL } from 'drizzle-orm/sql'
import { DomainError } from '../errors.ts'
import { render } from './render.ts'
import type { Result, Row, Statement } from './wire.ts'

/**
 * Runs queries, and statements that are rendered already. Both are sent in the order in which they were started: a lock first,
 * then what must be read under it. Times come as text, bigint as number.
 */
export type Db = {
  readonly execute: <R extends Row = Row>(query: SQL) => Promise<R[]>
  readonly run: (statement: Statement) => Promise<Row[]>
}

export type Pipeline = {
  readonly db: Db
  /** Sends what waits and then `closing`, all in one round trip; gives the results of `closing`. */
  flush: (closing: readonly Statement[]) => Promise<Result[]>
  /** Gives up what waits, and refuses all that comes later. */
  end: (reason: unknown) => void
}

type Waiting = { statement: Statement; resolve: (rows: Row[]) => void; reject: (reason: unknown) => void }

/** @param send sends statements in one round trip, all or none of which take effect */
export function openPipeline(send: (statements: readonly Statement[]) => Promise<Result[]>): Pipeline {
  let waiting: Waiting[] = []
  let ended: { reason: unknown } | undefined

  const take = (): Waiting[] => {
    const taken = waiting
    waiting = []
    return taken
  }

  const flush: Pipeline['flush'] = async (closing) => {
    const taken = take()
    if (taken.length + closing.length === 0) return []
    try {
      const results = await send([...taken.map(({ statement }) => statement), ...closing])
      for (const [i, { resolve }] of taken.entries()) resolve(results[i]?.rows ?? [])
      return results.slice(taken.length)
    } catch (error) {
      // The statement at fault is heard first, as it is the one that its caller will report.
      const [culprit] = taken.splice(failedAt(error), 1)
      for (const { reject } of culprit === undefined ? taken : [culprit, ...taken]) reject(error)
      throw error
    }
  }

  const enqueue = (statement: Statement): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended.reason)
      waiting.push({ statement, resolve, reject })
      if (waiting.length > 1) return
      // A tick asked for by a microtask comes when all other microtasks are done: whatever can start without an answer has.
      queueMicrotask(() => process.nextTick(() => flush([]).catch(() => {})))
    })

  return {
    db: databaseOver(enqueue),
    flush,
    end: (reason) => {
      ended = { reason }
      for (const { reject } of take()) reject(reason)
    },
  }
}

/** A Db over what runs one statement. */
export function databaseOver(runOne: (statement: Statement) => Promise<Row[]>): Db {
  const run: Db['run'] = (statement) =>
    runOne(statement).catch((error: unknown) => {
      // A refusal to run it at all says what to do.
      if (error instanceof DomainError) throw error
      throw new DrizzleQueryError(statement.text, [...statement.values], error as Error)
    })
  const execute = <R extends Row>(query: SQL) => {
    const { sql: text, params } = render(query)
    return run({ text, values: params }) as Promise<R[]>
  }
  return { run, execute }
}

const failedAt = (error: unknown): number =>
  error instanceof Error && 'statement' in error && typeof error.statement === 'number' ? error.statement : 0
