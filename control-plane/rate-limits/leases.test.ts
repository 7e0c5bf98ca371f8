// Processes that share limits by messages to a first one, all in this process.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createLog } from '../../shared/log.ts'
import { createLeases } from './leases.ts'
import { createLimiter, isHit, type Limiter, leave } from './limiter.ts'
import { type Channel, openOffice, openPrimary } from './primary.ts'
import { boundsOf, CONCURRENT } from './rules.ts'
import type { RateLimits } from './schema.ts'
import type { Usage } from './usage.ts'

const NONE: RateLimits = {
  per_minute: null,
  per_hour: null,
  per_day: null,
  per_month: null,
  concurrent: null,
  burst: null,
}
const bounds = (limits: Partial<RateLimits>) => boundsOf('tenant', { ...NONE, ...limits })
const office = () => openOffice()
const timeoutMs = 1_000

/** The way of messages as between processes: copies, later, in order. */
function channelTo(first: ReturnType<typeof office>, who: number) {
  const listeners = new Set<(message: unknown) => void>()
  let isSilent = false
  const pass = (message: object, to: (message: unknown) => void) => {
    const text = JSON.stringify(message)
    setImmediate(() => to(JSON.parse(text)))
  }
  const channel: Channel = {
    send: (message) =>
      pass(message, (message) => {
        const answer = first.hear(who, message)
        if (answer === undefined || isSilent) return
        pass(answer, (answer) => {
          for (const listener of listeners) listener(answer)
        })
      }),
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return {
    channel,
    /** What the first process answers is lost. */
    silence: (silent: boolean) => {
      isSilent = silent
    },
  }
}

async function open(first: ReturnType<typeof office>, who: number, timeout = timeoutMs) {
  const way = channelTo(first, who)
  const degraded: boolean[] = []
  const lines: string[] = []
  const authority = await openPrimary(
    { channel: way.channel, timeoutMs: timeout },
    {
      log: createLog('info', 'test', { write: (line: string) => lines.push(line) }),
      onDegraded: (is) => degraded.push(is),
    },
  )
  const leases = createLeases(authority)
  onTestFinished(leases.close)
  return { ...way, authority, limiter: createLimiter({ leases }), degraded, lines }
}
const processes = (first: ReturnType<typeof office>, count: number) =>
  Promise.all(Array.from({ length: count }, (_, who) => open(first, who)))

const admit = async (limiter: Limiter, limits: ReturnType<typeof bounds>, id = 'x') =>
  limiter.admit(id, 'tenant', limits)
/** How many of `n` that come at once to these pass, and are over. */
async function pass(limiters: readonly { limiter: Limiter }[], limits: ReturnType<typeof bounds>, n = 200) {
  const results = await Promise.all(
    Array.from({ length: n }, async (_, i) => {
      const result = await admit(limiters[i % limiters.length]!.limiter, limits)
      if (isHit(result)) return 0
      await sleep(0)
      leave(result)
      return 1
    }),
  )
  return results.reduce<number>((sum, count) => sum + count, 0)
}

test.each([1, 7, 50, 190])('of a day %i pass through three processes, no more and no less', async (most) => {
  const all = await processes(office(), 3)
  const limits = bounds({ per_day: most, concurrent: 1_000 })
  expect(await pass(all, limits, 600)).toBe(most)
  expect(await pass(all, limits)).toBe(0)
})

test('a large limit is never passed, and nearly reached when the load goes to some only', async () => {
  const all = await processes(office(), 3)
  const limits = bounds({ per_day: 3_000 })
  let count = await pass(all, limits, 1_000)
  for (let i = 0; i < 8; i += 1) count += await pass(all.slice(0, 1), limits, 500)
  expect(count).toBeLessThanOrEqual(3_000)
  expect(count).toBeGreaterThanOrEqual(2_900)
})

test('limits that change while others wait hold nobody up', async () => {
  const [one] = await processes(office(), 1)
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, i) => admit(one!.limiter, bounds({ per_day: 10 + (i % 2) }))),
  )
  expect(results.filter((result) => !isHit(result)).length).toBe(11)
})

test('a burst is one for all', async () => {
  const all = await processes(office(), 2)
  const started = Date.now()
  const count = await pass(all, bounds({ burst: { size: 20, per_second: 1 } }))
  expect(count).toBeGreaterThanOrEqual(20)
  expect(count).toBeLessThanOrEqual(20 + Math.ceil((Date.now() - started) / 1_000))
})

test('what runs at once is limited together, and what is over makes place elsewhere', async () => {
  const [one, two] = await processes(office(), 2)
  const limits = bounds({ concurrent: 5 })
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, i) => admit((i % 2 === 0 ? one : two)!.limiter, limits)),
  )
  const running = results.filter((result): result is Usage => !isHit(result))
  expect(running).toHaveLength(5)
  expect(results.find(isHit)).toMatchObject({ limit: CONCURRENT })
  for (const usage of running) leave(usage)
  for (const { limiter } of [one!, two!]) {
    await sleep(50)
    const again = await Promise.all(Array.from({ length: 8 }, () => admit(limiter, limits)))
    const passed = again.filter((result): result is Usage => !isHit(result))
    expect(passed).toHaveLength(5)
    for (const usage of passed) leave(usage)
  }
})

test('never more run at once than may, while requests come and go everywhere', async () => {
  const all = await processes(office(), 3)
  const limits = bounds({ concurrent: 4 })
  let running = 0
  let most = 0
  let passed = 0
  await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      for (let n = 0; n < 100; n += 1) {
        const result = await admit(all[i % 3]!.limiter, limits)
        if (isHit(result)) {
          await sleep(1)
          continue
        }
        running += 1
        passed += 1
        most = Math.max(most, running)
        await sleep(Math.random() * 3)
        running -= 1
        leave(result)
      }
    }),
  )
  expect(most).toBe(4)
  expect(passed).toBeGreaterThan(50)
})

test('whoever another limit refuses takes no place', async () => {
  const [one, two] = await processes(office(), 2)
  const limits = bounds({ concurrent: 1, per_day: 1 })
  expect(await pass([one!], limits, 20)).toBe(1)
  await sleep(50)
  expect(isHit(await admit(two!.limiter, bounds({ concurrent: 1 })))).toBe(false)
})

test('the places of a process that ended are free', async () => {
  const first = office()
  const [one, two] = await processes(first, 2)
  const limits = bounds({ concurrent: 2 })
  for (let i = 0; i < 2; i += 1) expect(isHit(await admit(one!.limiter, limits))).toBe(false)
  expect(isHit(await admit(two!.limiter, limits))).toBe(true)
  first.forget(0)
  await sleep(50)
  expect(isHit(await admit(two!.limiter, limits))).toBe(false)
})

test('without an answer each process limits by itself, and by all once there are answers again', async () => {
  const first = office()
  const all = [await open(first, 1, 50), await open(first, 2, 50)]
  const limits = bounds({ per_day: 30, concurrent: 100 })
  for (const { silence } of all) silence(true)
  expect(await pass(all, limits, 200)).toBe(60)
  for (const { degraded, lines } of all) {
    expect(degraded).toEqual([false, true])
    expect(lines.join('\n')).toContain('each process limits by itself')
  }
  for (const { silence } of all) silence(false)
  await vi.waitFor(() => expect(all.map(({ degraded }) => degraded.at(-1))).toEqual([false, false]), 5_000)
  const day = bounds({ per_day: 30 })
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, i) => admit(all[i % 2]!.limiter, day, 'y')),
  )
  expect(results.filter((result) => !isHit(result))).toHaveLength(30)
})

test('places whose answer was lost are nobody’s', async () => {
  const first = office()
  const [one, two] = [await open(first, 1, 50), await open(first, 2)]
  const limits = bounds({ concurrent: 1 })
  one.silence(true)
  leave((await admit(one.limiter, limits)) as Usage)
  await sleep(50)
  expect(isHit(await admit(two.limiter, limits))).toBe(false)
})

test('a process that stands still itself takes no answer for late', async () => {
  const { limiter, degraded } = await open(office(), 1, 50)
  const admitted = admit(limiter, bounds({ per_day: 1 }))
  await new Promise<void>((resolve) =>
    setImmediate(() => {
      const until = performance.now() + 120
      while (performance.now() < until);
      resolve()
    }),
  )
  expect(isHit(await admitted)).toBe(false)
  expect(degraded).toEqual([false])
})

test('what the control database knows counts for all', async () => {
  const [one, two] = await processes(office(), 2)
  const limits = bounds({ per_day: 10 })
  const usage = (await admit(one!.limiter, limits)) as Usage
  one!.authority.learn(usage, 2, 8)
  expect(await pass([one!, two!], limits)).toBe(2)
})
