// What several scenarios do.
import assert from 'node:assert/strict'
import postgres from 'postgres'
import { request } from 'undici'
import { asApp } from '../../local/databases.ts'
import type { CompleteInput } from '../baseline/complete.ts'
import type { ConstantOptions, StoredAnswer } from '../baseline/constant.ts'
import { type Answer, openConnection, renderRequest } from '../connection.ts'
import type { OpenCheckout, Store } from '../seed.ts'
import { type Server, type Stage, startBaseline } from '../stage.ts'

/** As many as the platform opens to a shard. */
const POOL_SIZE = 8
const SAMPLES = 5
/** Ids and times as JSON shows them. */
const OWN = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}|\d{4}-\d\d-\d\dT[\d:.]+Z/g

export const startByHand = (stage: Stage) =>
  startBaseline('./baseline/by-hand.ts', {
    ownerUrl: stage.shardUrl,
    appUrl: asApp(stage.shardUrl, stage.secrets.appPassword),
    poolSize: POOL_SIZE,
  })

/** Hono with the answers that the platform gives at these paths of each store. */
export async function startConstant(
  { server, stores }: Stage,
  paths: (store: Store) => readonly string[],
): Promise<Server & { meanBytes: number }> {
  const answers = new Map<string, StoredAnswer>()
  for (const store of stores)
    for (const path of paths(store)) answers.set(store.host + path, await answerOf(server, store, path))
  const bytes = [...answers.values()].reduce((sum, { body }) => sum + Buffer.byteLength(body), 0)
  const options: ConstantOptions = { answers: Object.fromEntries(answers) }
  return { ...(await startBaseline('./baseline/constant.ts', options)), meanBytes: bytes / answers.size }
}

/** As it is over the wire, but for what each server puts there itself. */
async function answerOf(server: Server, store: Store, path: string): Promise<StoredAnswer> {
  const { statusCode, headers, body } = await request(`http://127.0.0.1:${server.port}${path}`, {
    headers: { host: store.host, authorization: `Bearer ${store.publishable}` },
  })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`${statusCode} ${text}`)
  const own = Object.entries(headers).filter(
    ([name]) => !['date', 'connection', 'keep-alive', 'content-length'].includes(name),
  )
  return { headers: Object.fromEntries(own) as Record<string, string>, body: text }
}

/** Sends one rendered request. Throws unless it is answered with success. */
export async function fetchText(server: Pick<Server, 'port'>, request: string): Promise<Answer> {
  const failure = Promise.withResolvers<never>()
  const connection = await openConnection(server.port, { keepBodies: true, fail: failure.reject })
  try {
    const answer = await Promise.race([
      new Promise<Answer>((resolve) => connection.send(request, resolve)),
      failure.promise,
    ])
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.body}`)
    return answer
  } finally {
    connection.close()
  }
}

/** A comparison is worth nothing unless both servers say the same. */
export async function assertSameAnswers(
  [ours, theirs]: readonly [Server, Server],
  requests: readonly string[],
): Promise<void> {
  const step = Math.max(1, Math.floor(requests.length / SAMPLES))
  for (let i = 0; i < requests.length; i += step) {
    const request = requests[i] ?? ''
    const answers = await Promise.all([ours, theirs].map((server) => fetchText(server, request)))
    const [expected, actual] = answers.map(({ body }) => JSON.parse(body))
    assert.deepStrictEqual(actual, expected)
  }
}

/** The same of what each of them makes, but for its ids and times. */
export function assertSameMade(ours: string, theirs: string): void {
  const [expected, actual] = [ours, theirs].map((text) => JSON.parse(text.replaceAll(OWN, 'its own')))
  assert.deepStrictEqual(actual, expected)
}

/** Waits until all jobs that are due have been done. */
export async function drainJobs(stage: Stage): Promise<void> {
  const sql = postgres(stage.shardUrl, { max: 1 })
  try {
    const isDone = async () => {
      const [row] =
        await sql`select from pgboss.job where state < 'completed' and start_after < now() limit 1`
      return row === undefined
    }
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 100))
  } finally {
    await sql.end()
  }
}

/** Draws from 0 to `size` - 1, each n as often as 1 / (n + 1). */
export function zipf(size: number): () => number {
  const sums: number[] = []
  for (let n = 0; n < size; n += 1) sums.push((sums.at(-1) ?? 0) + 1 / (n + 1))
  const total = sums.at(-1) ?? 0
  return () => {
    const point = Math.random() * total
    let low = 0
    for (let high = size - 1; low < high; ) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < point) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The request that completes a checkout. */
export function completion({ host, publishable, tenantId, id, cartId, variants }: OpenCheckout): string {
  const body: CompleteInput = { cart_id: cartId, variants, subtotal: 8_700, shipping: 1_500, tax: 696 }
  return renderRequest({
    method: 'POST',
    host,
    key: publishable,
    path: `/store/v1/checkouts/${id}/complete`,
    headers: { 'x-tenant': tenantId },
    body,
  })
}

/** While `on`, jobs go to a queue that nobody works on, and become due tomorrow. */
export async function deferJobs(stage: Stage, on: boolean): Promise<void> {
  const sql = postgres(stage.shardUrl, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(`
      insert into pgboss.queue select (jsonb_populate_record(q, '{"name": "bench.deferred"}')).* from pgboss.queue q limit 1
      on conflict do nothing;
      create or replace function bench_defer_job() returns trigger language plpgsql as
        $$ begin new.name := 'bench.deferred'; new.start_after := now() + interval '1 day'; return new; end $$;
      drop trigger if exists bench_defer on pgboss.job_common;
      ${on ? 'create trigger bench_defer before insert on pgboss.job_common for each row execute function bench_defer_job()' : ''}`)
  } finally {
    await sql.end()
  }
}
