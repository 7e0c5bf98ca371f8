// `npm run bench [-- scenario … --quick]`: how close the platform is to what this machine allows.
// `npm run bench load`: a load test of the whole.
import { parseArgs } from 'node:util'
import { cleanUp } from '../e2e/processes.ts'
import { describeRun, type Report, toMarkdown, writeResults } from './report.ts'
import { orders } from './scenarios/admin.ts'
import { cart, order } from './scenarios/buying.ts'
import { checks } from './scenarios/checks.ts'
import { completes } from './scenarios/completes.ts'
import { disk } from './scenarios/disk.ts'
import { flood, floodOverLimit } from './scenarios/flood.ts'
import { hitRate } from './scenarios/hit-rate.ts'
import { imports } from './scenarios/imports.ts'
import { limiter } from './scenarios/limiter.ts'
import { shoppers } from './scenarios/shoppers.ts'
import { misses, warm } from './scenarios/storefront.ts'
import { footprint, separate, tenants } from './scenarios/topology.ts'
import { totals } from './scenarios/totals.ts'
import { openStage, type Scale, type Stage } from './stage.ts'

const SCENARIOS: Record<string, (stage: Stage) => Promise<Report>> = {
  disk,
  warm,
  misses,
  cart,
  order,
  orders,
  separate,
  footprint,
  tenants,
  flood,
  'flood-over-limit': floodOverLimit,
  limiter,
  checks,
  totals,
  'hit-rate': hitRate,
  import: imports,
  // Last: what it seeds is there for all that comes after it.
  completes,
}

const WHOLE: Scale = {
  quick: false,
  turns: { count: 7, seconds: 1 },
  rounds: 3,
  seconds: 2.5,
  tenants: 1_000,
  orders: 100_000,
}
const QUICK: Scale = {
  quick: true,
  turns: { count: 1, seconds: 1 },
  rounds: 1,
  seconds: 1,
  tenants: 100,
  orders: 5_000,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
})
const isLoadTest = positionals.length === 1 && positionals[0] === 'load'
const chosen = positionals.length === 0 ? Object.keys(SCENARIOS) : positionals
const unknown = chosen.filter((name) => !(name in SCENARIOS) && !isLoadTest)
if (unknown.length > 0) {
  console.error(
    `There is no scenario ${unknown.join(', ')}. There are: ${Object.keys(SCENARIOS).join(', ')}; and load.`,
  )
  process.exit(64)
}

const started = performance.now()
const log = (line: string) =>
  console.error(`[${((performance.now() - started) / 1000).toFixed(0)} s] ${line}`)
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => cleanUp().finally(() => process.exit(130)))

let stage: Stage | undefined
try {
  stage = await openStage(values.quick ? QUICK : WHOLE, log)
  await run(stage)
} finally {
  await stage?.close()
  await cleanUp()
  log('done')
}
process.exit()

async function run(stage: Stage): Promise<void> {
  if (isLoadTest) {
    log('load')
    const text = toMarkdown(await shoppers(stage))
    console.log(`\n${text}\n`)
    if (!values.quick)
      writeResults('load', `${await describeRun(stage, 'Load test of the whole')}\n\n${text}`)
    return
  }
  const report = await runScenarios(stage, chosen)
  // A part of it, or a quick look, is no result to keep.
  if (positionals.length === 0 && !values.quick)
    writeResults('bench', `${await describeRun(stage, 'Against the limit')}\n\n${toMarkdown(report)}`)
}

async function runScenarios(stage: Stage, names: readonly string[]): Promise<Report> {
  const report: Report = { ratios: [], facts: [], notes: [] }
  for (const name of names) {
    log(name)
    const part = await SCENARIOS[name]?.(stage)
    if (part === undefined) continue
    console.log(`\n${toMarkdown(part)}\n`)
    report.ratios.push(...part.ratios)
    report.facts.push(...part.facts)
    report.notes.push(...part.notes)
  }
  return report
}
