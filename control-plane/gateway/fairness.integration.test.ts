// One store that is asked more than it can answer keeps no other store waiting.
import type { Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WORKER_SHARES } from '../../shared/http/dispatch.ts'
import {
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { liftRates } from '../../shared/testing/rates.ts'

/** Keeps the rows of a store locked while `work` runs, so that every write to them takes as long as that. */
async function whileLocked(owner: Sql, store: TestStore, work: () => Promise<void>): Promise<void> {
  await owner.begin(async (tx) => {
    await tx`select from stores where tenant_id = ${store.id} for update`
    await work()
  })
}

describe.each(['in-process', 'http'] as const)('with workers reached %s', (transport) => {
  let platform: TestPlatform
  let flooded: TestStore
  let quiet: TestStore
  beforeAll(async () => {
    platform = await startTestPlatform({ transport })
    flooded = await platform.signUp()
    do quiet = await platform.signUp()
    while (quiet.shard !== flooded.shard)
    await liftRates(platform, flooded)
    for (const store of [flooded, quiet])
      expect((await store.admin('PATCH', '/admin/v1/store', { name: 'Before' })).status).toBe(200)
  })
  afterAll(() => platform?.stop())

  const write = (store: TestStore, name: string) => store.admin('PATCH', '/admin/v1/store', { name })

  test('a neighbour is answered before a flood of slow requests', async () => {
    const finished: string[] = []
    const ask = async (who: string, answer: Promise<Answer>) => {
      expect((await answer).status).toBeLessThan(300)
      finished.push(who)
    }
    let flood: Promise<void>[] = []
    await whileLocked(platform.shards.get(flooded.shard)!.owner, flooded, async () => {
      flood = Array.from({ length: 200 }, (_, i) => ask('flood', write(flooded, `Flood ${i}`)))
      for (let i = 0; i < 5; i += 1) {
        await ask('neighbour', write(quiet, `Quiet ${i}`))
        await ask('neighbour', quiet.shop('POST', '/store/v1/carts', {}))
      }
    })
    await Promise.all(flood)
    expect(finished.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'neighbour'))
    expect(finished).toHaveLength(210)
  })

  test('what one store asks beyond all measure is refused with a time to try again', async () => {
    const { perKey, maxWaiting } = WORKER_SHARES
    const answers: Answer[] = []
    let flood: Promise<unknown>[] = []
    await whileLocked(platform.shards.get(flooded.shard)!.owner, flooded, async () => {
      flood = Array.from({ length: perKey + maxWaiting + 10 }, async () =>
        answers.push(await write(flooded, 'Flood')),
      )
      await vi.waitFor(() => expect(answers.length).toBeGreaterThanOrEqual(10), 5_000)
      expect((await write(quiet, 'Quiet')).status).toBe(200)
      for (const answer of answers) {
        expectProblem(answer, 'too_many_requests', [])
        expect(answer.headers.get('retry-after')).toBe('1')
      }
    })
    await Promise.all(flood)
    expect((await write(flooded, 'After')).status).toBe(200)
  }, 30_000)
})
