// Draws what a demo store sold before it was opened: each step through the store's own APIs, at the time when it happened.
import type postgres from 'postgres'
import type { Log } from '../../../shared/log.ts'
import { type DemoClient, Refused } from '../client.ts'
import { alone, clientOf, type DemoPlace, readKeys } from '../place.ts'
import { WELCOME_CODE } from '../settings.ts'
import { demoStores } from '../store-data.ts'
import { HISTORY_DAYS, planHistory, type Step } from './plan.ts'
import { type Drawn, type Progress, readProgress, saveProgress } from './progress.ts'
import { openHand } from './steps.ts'

/** Steps between two times that progress is kept; those are repeated after a kill, with the same outcome. */
const KEPT_EVERY = 25
const TOLD_EVERY = 0.25

type Drawing = { signal: AbortSignal; log: Log; tell: (line: string) => void }
type History = { slug: string; market: string; drawn: Drawn; steps: readonly Step[]; client: DemoClient }

/**
 * Draws what is not drawn yet, unless another process is at it. Ends early when `signal` says so, and goes on where it
 * stopped when it is called again. @param tell called with a line for people now and then
 */
export async function drawHistory(place: DemoPlace, drawing: Drawing): Promise<void> {
  const { dataDir, controlUrl } = place
  if ((await readProgress(dataDir)) === undefined) return
  await alone(controlUrl, false, async (sql) => {
    const progress = await readProgress(dataDir)
    if (progress === undefined) return
    const opened = new Date(progress.opened)
    const histories = await historiesOf(place, sql, { progress, opened })
    const done = () => shareDone(histories)
    if (done() === 1) return
    drawing.tell('The demo stores get the orders of half a year; this takes a minute or two.')
    let told = Math.floor(done() / TOLD_EVERY)
    // Both stores write the same file.
    let keeping = Promise.resolve()
    const keep = (): Promise<void> => {
      keeping = keeping.then(async () => {
        await saveProgress(dataDir, progress)
        const share = Math.floor(done() / TOLD_EVERY)
        if (share > told && done() < 1) drawing.tell(`The demo stores' orders: ${share * TOLD_EVERY * 100} %`)
        told = share
      })
      return keeping
    }
    await Promise.all(histories.map((history) => drawOne(history, { ...drawing, opened, keep })))
    await keep()
    if (done() === 1) drawing.tell("The demo stores' orders are all there.")
  })
}

function shareDone(histories: readonly History[]): number {
  const total = histories.reduce((sum, { steps }) => sum + steps.length, 0)
  return total === 0 ? 1 : histories.reduce((sum, { drawn }) => sum + drawn.next, 0) / total
}

async function historiesOf(
  place: DemoPlace,
  sql: postgres.Sql,
  { progress, opened }: { progress: Progress; opened: Date },
): Promise<History[]> {
  const ours = new Set((await readKeys(place.dataDir)).map(({ slug }) => slug))
  const histories: History[] = []
  for (const store of demoStores('full')) {
    const { slug, market } = store
    if (!ours.has(slug)) continue
    const drawn = progress.stores[slug] ?? { next: 0, orders: {}, returns: {} }
    progress.stores[slug] = drawn
    const steps = planHistory(store, { opened, days: HISTORY_DAYS, code: WELCOME_CODE })
    histories.push({ slug, market, drawn, steps, client: await clientOf(place, sql, slug) })
  }
  return histories
}

async function drawOne(
  { slug, market, drawn, steps, client }: History,
  { signal, log, opened, keep }: Drawing & { opened: Date; keep: () => Promise<void> },
): Promise<void> {
  if (drawn.next === steps.length) return
  const hand = await openHand(client, { market, drawn, opened })
  for (const [i, step] of steps.entries()) {
    if (i < drawn.next) continue
    if (signal.aborted) return
    await hand(step, `demo ${slug} ${i}`).catch((err: unknown) => {
      // What somebody changed meanwhile, such as the last one of a thing that they bought.
      if (!(err instanceof Refused)) throw err
      log.warn({ err, slug, step: step.kind }, 'a step of the demo history was refused')
    })
    drawn.next = i + 1
    if (drawn.next % KEPT_EVERY === 0) await keep()
  }
  // Or else the checkouts among them would be counted some minutes later.
  await client.owner('POST', '/admin/v1/reports/recounts', { at: new Date(), key: `demo ${slug} recount` })
}
