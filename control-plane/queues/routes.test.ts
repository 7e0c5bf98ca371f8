import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform({ transport: 'http', pollSeconds: 0.5 })
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const call = (method: string, path: string, body?: object): Promise<Answer> =>
  platform.call(method, `/platform/v1/queues/${path}`, { key: ADMIN_TOKEN, body })
const databaseOf = (place: string) =>
  place === 'control' ? platform.control.owner : platform.shards.get(place)!.owner
const jobs = async (place: string, query = '') => (await call('GET', `${place}/jobs?${query}`)).body

/** A queue that nobody works at. */
const QUEUE = 'test.idle'
async function insertJob(place: string, over: object = {}): Promise<string> {
  const owner = databaseOf(place)
  const id = randomUUID()
  await owner`insert into pgboss.job ${owner({ id, name: QUEUE, data: { tenant_id: store.id }, ...over })}`
  return id
}
const failed = (place: string, over: object = {}) =>
  insertJob(place, {
    ...{ state: 'failed', retry_count: 3, retry_limit: 3, started_on: new Date(), completed_on: new Date() },
    ...{ output: { name: 'DomainError', code: 'unavailable' }, ...over },
  })
const places = () => [store.shard, 'control']

beforeEach(async () => {
  for (const place of places()) {
    await databaseOf(place)`select pgboss.create_queue(${QUEUE}, '{"policy": "standard"}') where not exists (
      select from pgboss.queue where name = ${QUEUE})`
    await databaseOf(place)`delete from pgboss.job where name = ${QUEUE}`
  }
})

describe.each(['shard', 'control'])('the queues of a %s', (kind) => {
  const place = () => (kind === 'control' ? 'control' : store.shard)

  test('are told with what waits, and schedules with their next run', async () => {
    await insertJob(place(), { start_after: new Date(Date.now() - 60_000) })
    await insertJob(place(), { start_after: new Date(Date.now() + 60_000) })
    await failed(place())
    const { status, body } = await call('GET', place())
    expect(status).toBe(200)
    const queue = body.queues.find(({ name }: { name: string }) => name === QUEUE)
    expect(queue).toMatchObject({ waiting: 1, deferred: 1, failed: 1, active: 0 })
    expect(Date.parse(queue.oldest_waiting_since)).toBeLessThan(Date.now() - 50_000)
    expect(body.queues.filter(({ name }: { name: string }) => name.startsWith('__'))).toEqual([])
    expect(body.schedules.length).toBeGreaterThan(0)
    for (const { next_run_at } of body.schedules)
      expect(Date.parse(next_run_at)).toBeGreaterThan(Date.now() - 1_000)
  })

  test('show what failed, for which store, why and after how many tries', async () => {
    const id = await failed(place())
    await failed(place(), { data: {} })
    const { data } = await jobs(place(), `tenant_id=${store.id}`)
    expect(data).toEqual([
      {
        ...{ id, queue: QUEUE, state: 'failed', tries: 4, max_tries: 4, error: 'DomainError: unavailable' },
        tenants: [{ id: store.id, slug: store.slug, name: expect.any(String) }],
        data: { tenant_id: store.id },
        ...{ created_at: expect.any(String), due_at: expect.any(String) },
        ...{ started_at: expect.any(String), ended_at: expect.any(String) },
      },
    ])
    expect((await jobs(place(), `queue=${QUEUE}`)).data).toHaveLength(2)
    expect((await jobs(place(), `queue=${QUEUE}&state=waiting`)).data).toEqual([])
  })

  test('are paged newest first', async () => {
    const now = Date.now()
    const ids = []
    for (const seconds of [3, 2, 2, 1])
      ids.push(await failed(place(), { completed_on: new Date(now - seconds * 1_000) }))
    const first = await jobs(place(), `queue=${QUEUE}&limit=3`)
    const rest = await jobs(place(), `queue=${QUEUE}&limit=3&cursor=${first.next_cursor}`)
    const seen = [...first.data, ...rest.data].map(({ id }) => id)
    expect([...seen].sort()).toEqual([...ids].sort())
    expect([seen[0], seen[3]]).toEqual([ids[3], ids[0]])
    expect(rest.next_cursor).toBeNull()
  })

  test('retry one, or all that failed', async () => {
    const [one, ...others] = [await failed(place()), await failed(place()), await failed(place())]
    const retried = await call('POST', `${place()}/jobs/retry`, { queue: QUEUE, jobs: [one] })
    expect(retried.body).toEqual({ affected: 1 })
    expect((await jobs(place(), `queue=${QUEUE}&state=waiting`)).data).toMatchObject([{ id: one }])
    expect((await call('POST', `${place()}/jobs/retry`, { queue: QUEUE })).body).toEqual({
      affected: others.length,
    })
    expect((await jobs(place(), `queue=${QUEUE}&state=waiting`)).data).toHaveLength(3)
    expect((await call('POST', `${place()}/jobs/retry`, { queue: QUEUE })).body).toEqual({ affected: 0 })
  })

  test('cancel what waits, and take that back', async () => {
    const id = await insertJob(place())
    const choice = { queue: QUEUE, jobs: [id] }
    expect((await call('POST', `${place()}/jobs/cancel`, choice)).body).toEqual({ affected: 1 })
    expect((await call('POST', `${place()}/jobs/cancel`, choice)).body).toEqual({ affected: 0 })
    expect((await jobs(place(), `queue=${QUEUE}&state=cancelled`)).data).toMatchObject([{ id }])
    expect((await call('POST', `${place()}/jobs/retry`, choice)).body).toEqual({ affected: 1 })
    expect((await jobs(place(), `queue=${QUEUE}&state=waiting`)).data).toMatchObject([{ id }])
    expectProblem(await call('POST', `${place()}/jobs/cancel`, { queue: QUEUE }), 'invalid_input')
  })
})

test('a job that fails for good is listed with the kind of its error, and runs again when it is retried', async () => {
  const owner = databaseOf(store.shard)
  const id = await insertJob(store.shard, {
    name: 'products.import',
    data: { tenant_id: store.id },
    retry_limit: 0,
  })
  await expect
    .poll(async () => (await jobs(store.shard, 'queue=products.import')).data[0]?.id, { timeout: 10_000 })
    .toBe(id)
  const [job] = (await jobs(store.shard, 'queue=products.import')).data
  expect(job).toMatchObject({ error: expect.stringMatching(/Error/), tries: 1 })
  await call('POST', `${store.shard}/jobs/retry`, { queue: 'products.import', jobs: [id] })
  await expect
    .poll(
      async () => (await owner`select retry_count from pgboss.job where id = ${id} and state = 'failed'`)[0],
      { timeout: 10_000 },
    )
    .toEqual({ retry_count: 1 })
})

test('what was done to jobs is in the audit log', async () => {
  await call('POST', 'control/jobs/retry', { queue: QUEUE })
  const { body } = await platform.call('GET', '/platform/v1/audit-log?action=jobs.retried', {
    key: ADMIN_TOKEN,
  })
  expect(body.data[0]).toMatchObject({ action: 'jobs.retried', actor: { kind: 'platform_admin' } })
})

test('a shard that there is not has no queues, and one that is away says so', async () => {
  expectProblem(await call('GET', 'shard-9'), 'not_found')
  await platform.control.owner`
    insert into shards (name, region, max_tenants, status, worker_url)
    values ('shard-3', 'test', 1, 'maintenance', 'http://127.0.0.1:1')`
  expectProblem(await call('GET', 'shard-3'), 'unavailable')
  expectProblem(await call('POST', 'shard-3/jobs/retry', { queue: QUEUE }), 'unavailable')
})
