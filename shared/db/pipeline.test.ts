import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openPipeline } from './pipeline.ts'
import { prepared } from './prepared.ts'
import type { Statement } from './wire.ts'

const statement = (text: string): Statement => ({ text, values: [] })

/** A pipeline into a server that answers each statement with its own text. */
function startPipeline(fail?: (text: string) => boolean) {
  const trips: string[][] = []
  const pipeline = openPipeline(async (statements) => {
    trips.push(statements.map(({ text }) => text))
    const culprit = statements.findIndex(({ text }) => fail?.(text) === true)
    if (culprit !== -1)
      throw Object.assign(new Error(`${statements[culprit]?.text} failed`), { statement: culprit })
    return statements.map(({ text }) => ({ rows: [{ text }], tag: text }))
  })
  return { ...pipeline, trips }
}

test('queries that are started together, in whatever function, share a round trip; those that wait do not', async () => {
  const { db, trips } = startPipeline()
  const deeply = async (text: string) => {
    await null
    await null
    return (await db.run(statement(text)))[0]
  }
  expect(await Promise.all([db.run(statement('a')), deeply('b'), db.execute(sql`c`)])).toEqual([
    [{ text: 'a' }],
    { text: 'b' },
    [{ text: 'c' }],
  ])
  await db.run(statement('d'))
  expect(trips).toEqual([['a', 'c', 'b'], ['d']])
})

test('what waits is sent ahead of the closing statements', async () => {
  const { db, trips, flush } = startPipeline()
  const last = db.run(statement('last'))
  expect(await flush([statement('commit')])).toEqual([{ rows: [{ text: 'commit' }], tag: 'commit' }])
  expect(await last).toEqual([{ text: 'last' }])
  expect(trips).toEqual([['last', 'commit']])
})

test('when one fails all fail, and the one at fault is heard first', async () => {
  const { db } = startPipeline((text) => text === 'bad')
  const heard: string[] = []
  const queries = ['good', 'bad', 'other'].map((text) =>
    db.run(statement(text)).catch((error: Error) => heard.push(`${text}: ${(error.cause as Error).message}`)),
  )
  await Promise.all(queries)
  expect(heard).toEqual(['bad: bad failed', 'good: bad failed', 'other: bad failed'])
})

test('what is given up is never sent', async () => {
  const { db, trips, abandon } = startPipeline()
  const waiting = expect(db.run(statement('never'))).rejects.toMatchObject({
    cause: { message: 'rolled back' },
  })
  abandon(new Error('rolled back'))
  await waiting
  await new Promise(setImmediate)
  expect(trips).toEqual([])
})

test('a prepared query is rendered once and takes its values by name, also twice and as arrays', async () => {
  const sent: Statement[] = []
  const { db } = openPipeline(async (statements) => {
    sent.push(...statements)
    return statements.map(() => ({ rows: [], tag: '' }))
  })
  const find = prepared<{ tenantId: string; ids: readonly string[] }>(
    (p) =>
      sql`select ${7} from t where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[]) and owner = ${p.tenantId}`,
  )
  await find(db, { tenantId: 'a', ids: ['x', 'y'] })
  await find(db, { tenantId: 'b', ids: [] })
  expect(sent.map(({ values }) => values)).toEqual([
    [7, 'a', ['x', 'y'], 'a'],
    [7, 'b', [], 'b'],
  ])
  expect(sent[0]?.text).toBe('select $1 from t where tenant_id = $2 and id = any($3::uuid[]) and owner = $4')
  expect(sent[1]?.text).toBe(sent[0]?.text)
})
