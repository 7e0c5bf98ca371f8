// What one process counts for all, by a clock of the test's own.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BURST, CONCURRENT, windowsAt } from './rules.ts'
import { type Ask, createTally } from './tally.ts'

const NOON = Date.parse('2026-02-14T12:00:00Z')

function open(max?: number) {
  let time = NOON
  const tally = createTally({ now: () => time, ...(max === undefined ? {} : { max }) })
  const ask = (limit: number, given: Partial<Ask>, who = 1) => {
    const { starts, ends } = windowsAt(time)
    const [start, end] = [starts[limit] ?? 0, ends[limit] ?? 0]
    return tally.ask(
      { id: 'x', isStore: true, limit, amount: 1, most: 1, start, end, refill: 0, ...given },
      who,
    )
  }
  return {
    ...tally,
    ask,
    learn: (limit: number, total: number, id = 'x') => {
      const { starts, ends } = windowsAt(time)
      const [start = 0, end = 0] = [starts[limit], ends[limit]]
      tally.learn({ id, isStore: true, limit, start, end, total })
    },
    wait: (ms: number) => {
      time += ms
    },
    now: () => time,
  }
}

describe('a window', () => {
  test('gives exactly what it has, whoever asks for how many when', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 30_000 }),
      amount: fc.integer({ min: 1, max: 9 }),
      who: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), fc.integer({ min: 1, max: 20 }), (steps, most) => {
        const { ask, wait, now } = open()
        const given = new Map<number, number>()
        for (const step of steps) {
          wait(step.wait)
          const minute = Math.floor(now() / 60_000)
          const before = given.get(minute) ?? 0
          const { success, remaining } = ask(0, { amount: step.amount, most }, step.who)
          expect(success).toBe(before + step.amount <= most)
          given.set(minute, success ? before + step.amount : before)
          expect(remaining).toBe(most - (given.get(minute) as number))
        }
      }),
    )
  })

  test('of a process that is late by an instant is the next one, which does not begin twice', () => {
    const { ask, wait } = open()
    const late = { start: NOON, end: NOON + 60_000, most: 5 }
    expect(ask(0, { ...late, amount: 5 }).success).toBe(true)
    wait(60_000)
    expect(ask(0, { most: 5, amount: 3 }).remaining).toBe(2)
    expect(ask(0, { ...late, amount: 2 }).success).toBe(true)
    expect(ask(0, { most: 5 }).success).toBe(false)
  })

  test('that a mistaken clock began in the future ends when the clock is right', () => {
    const { ask } = open()
    ask(3, { start: Date.parse('2099-01-01'), end: Date.parse('2099-02-01') })
    expect(ask(3, {}).success).toBe(true)
    expect(ask(3, {}).success).toBe(false)
  })

  test('begins with what is known of it already, and never goes back', () => {
    const { ask, learn, wait } = open()
    learn(2, 7)
    expect(ask(2, { most: 10, amount: 2 })).toEqual({ success: true, remaining: 1 })
    learn(2, 8)
    expect(ask(2, { most: 10 })).toEqual({ success: true, remaining: 0 })
    wait(24 * 3_600_000)
    expect(ask(2, { most: 10, amount: 10 }).success).toBe(true)
  })

  test('of another limit is given as far as that goes', () => {
    const { ask } = open()
    expect(ask(0, { most: 5, amount: 5 }).success).toBe(true)
    expect(ask(0, { most: 8, amount: 4 })).toEqual({ success: false, remaining: 3 })
    expect(ask(0, { most: 8, amount: 3 }).success).toBe(true)
    expect(ask(0, { most: 4 })).toEqual({ success: false, remaining: 0 })
  })
})

test('a burst is never more than its size and what came back since', () => {
  const step = fc.record({ wait: fc.integer({ min: 0, max: 3_000 }), n: fc.integer({ min: 1, max: 9 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (steps, most) => {
      const { ask, wait, now } = open()
      const given: { at: number; count: number }[] = []
      for (const step of steps) {
        wait(step.wait)
        if (ask(BURST, { amount: step.n, most, refill: 0.002 }).success)
          given.push({ at: now(), count: step.n })
      }
      for (const [i, first] of given.entries()) {
        let count = 0
        for (const { at, count: more } of given.slice(i)) {
          count += more
          expect(count).toBeLessThanOrEqual(most + (at - first.at) * 0.002 + 1e-6)
        }
      }
      wait(Math.ceil(most / 0.002))
      expect(ask(BURST, { amount: most, most, refill: 0.002 }).success).toBe(true)
    }),
  )
})

describe('what runs at once', () => {
  test('is never more than the limit, whoever comes and goes', () => {
    const step = fc.record({
      amount: fc.integer({ min: 0, max: 6 }),
      who: fc.integer({ min: 1, max: 3 }),
      ends: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const { ask, forget } = open()
        const held = new Map<number, number>()
        const most = 8
        for (const { amount, who, ends } of steps) {
          if (ends) {
            forget(who)
            held.delete(who)
            continue
          }
          const others = [...held].reduce((sum, [other, count]) => sum + (other === who ? 0 : count), 0)
          const { success, remaining } = ask(CONCURRENT, { amount, most }, who)
          expect(success).toBe(others + amount <= most)
          if (success) held.set(who, amount)
          expect(remaining).toBe(most - others - (held.get(who) ?? 0))
        }
      }),
    )
  })

  test('may always become less, also of a limit that there is no more', () => {
    const { ask } = open()
    ask(CONCURRENT, { amount: 5, most: 5 })
    expect(ask(CONCURRENT, { amount: 4, most: 2 }).success).toBe(true)
    expect(ask(CONCURRENT, { amount: 3, most: null as unknown as number }).success).toBe(true)
    expect(ask(CONCURRENT, { amount: 1, most: 3 }, 2).success).toBe(false)
  })
})

describe('memory', () => {
  test('is bounded: whoever was not asked for longest goes, and stores do not go for clients', () => {
    const { ask } = open(100)
    ask(2, { id: 'store' })
    ask(2, { id: 'client', isStore: false })
    for (let i = 0; i < 1_000; i += 1) ask(2, { id: `client ${i}`, isStore: false })
    expect(ask(2, { id: 'store' }).success).toBe(false)
    expect(ask(2, { id: 'client', isStore: false }).success).toBe(true)
    expect(ask(2, { id: 'client 999', isStore: false }).success).toBe(false)
    for (let i = 0; i < 99; i += 1) ask(2, { id: `store ${i}` })
    expect(ask(2, { id: 'store' }).success).toBe(false)
  })

  test('is given up when a window ended, but not while something runs', () => {
    const { ask, wait } = open()
    ask(CONCURRENT, { id: 'runs', amount: 1 })
    for (let i = 0; i < 10; i += 1) ask(0, { id: `id ${i}` })
    wait(120_000)
    for (let i = 0; i < 10; i += 1) ask(0, { id: `later ${i}` })
    expect(ask(CONCURRENT, { id: 'runs', amount: 1 }, 2).success).toBe(false)
  })
})
