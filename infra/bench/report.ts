// Results as a table for people, and RESULTS.md.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import type { Comparison, CpuMicros, Figures } from './measure.ts'
import type { Stage } from './stage.ts'

/** A ratio to something measured in the same run. */
type Ratio = { name: string; against: string; aim?: number; comparison: Comparison }
/** A figure that stands for itself. */
export type Fact = { name: string; value: string; aim?: string; met?: boolean }
export type Report = { ratios: Ratio[]; facts: Fact[]; notes: string[] }

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const INTRODUCTION = `# How close to what the hardware allows

Written by \`npm run bench\` and \`npm run bench load\`; repeat them with nothing but \`npm install\`. Each ratio compares
two servers on the same machine and database in the same run, measured in turns; it is the median of the turns' ratios
of requests per second. Latencies are the client's, in milliseconds. CPU is in microseconds for each request (or flow):
Node processes + Postgres with all its backends; the CPU ratio is theirs to ours. In parentheses the load generator, a
process of its own on the same cores.
`

type Section = 'bench' | 'load'
const marks = (section: Section) => [`<!-- ${section} -->`, `<!-- /${section} -->`] as const

/** Replaces one section of RESULTS.md and leaves the other as it is. */
export function writeResults(section: Section, text: string): void {
  const before = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : ''
  const sections = (['bench', 'load'] as const).flatMap((name) => {
    const [open, close] = marks(name)
    const old = before.includes(open)
      ? before.slice(before.indexOf(open), before.indexOf(close) + close.length)
      : ''
    const now = name === section ? `${open}\n${text.trim()}\n${close}` : old
    return now === '' ? [] : [now]
  })
  writeFileSync(RESULTS, `${[INTRODUCTION.trim(), ...sections].join('\n\n')}\n`)
}

/** Where and when: a heading and the machine. */
export async function describeRun(stage: Stage, title: string): Promise<string> {
  const sql = postgres(stage.controlUrl, { max: 1 })
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`
  await sql.end()
  const processors = cpus()
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!infra/bench/*.md') !== ''
  return [
    `## ${title}`,
    '',
    `${new Date().toISOString().slice(0, 10)}, commit ${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}, on ` +
      `${processors.length} × ${processors[0]?.model.trim() || process.arch}, ${gib(totalmem())} of memory, ` +
      `${process.platform}, Node ${process.versions.node}, Postgres ${row?.version}. ` +
      `${stage.scale.tenants.toLocaleString('en')} stores, ${stage.scale.turns.count} turns of ${stage.scale.turns.seconds} s.`,
  ].join('\n')
}

export function toMarkdown({ ratios, facts, notes }: Report): string {
  const parts: string[] = []
  if (ratios.length > 0) {
    parts.push(
      table(
        [
          'scenario',
          'against',
          'ratio',
          'aim',
          'CPU ratio',
          'per second',
          'p50 / p99',
          'CPU µs',
          'theirs: per second',
          'p50 / p99',
          'CPU µs',
        ],
        ratios.map(({ name, against, aim, comparison: { ratio, ours, theirs } }) => [
          name,
          against,
          `**${ratio.toFixed(2)}**`,
          aim === undefined ? '' : `${aim.toFixed(2)} ${ratio >= aim ? '✓' : '✗'}`,
          cpuRatio(ours, theirs),
          ...cells(ours),
          ...cells(theirs),
        ]),
      ),
    )
  }
  if (facts.length > 0) {
    parts.push(
      table(
        ['figure', 'value', 'aim'],
        facts.map(({ name, value, aim, met }) => [
          name,
          value,
          aim === undefined ? '' : `${aim}${met === undefined ? '' : met ? ' ✓' : ' ✗'}`,
        ]),
      ),
    )
  }
  if (notes.length > 0) parts.push(notes.map((note) => `- ${note}`).join('\n'))
  return parts.join('\n\n')
}

/** How much of our CPU the other one needs, which is less at the mercy of what else the machine does. */
function cpuRatio(ours: Figures, theirs: Figures): string {
  const ratio = (theirs.nodeMicros + theirs.postgresMicros) / (ours.nodeMicros + ours.postgresMicros)
  return Number.isNaN(ratio) ? '' : ratio.toFixed(2)
}

const cells = (figures: Figures): string[] => [
  count(figures.perSecond),
  `${figures.p50.toFixed(1)} / ${figures.p99.toFixed(1)}`,
  `${cpu(figures)} (${Math.round(figures.loadMicros)})`,
]

export const cpu = ({ nodeMicros, postgresMicros }: CpuMicros): string =>
  Number.isNaN(nodeMicros) ? '' : `${Math.round(nodeMicros)} + ${Math.round(postgresMicros)}`

export const count = (value: number): string => Math.round(value).toLocaleString('en')
export const ms = (value: number): string => `${value.toFixed(2)} ms`
export const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`
const gib = (bytes: number): string => `${Math.round(bytes / 2 ** 30)} GiB`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
