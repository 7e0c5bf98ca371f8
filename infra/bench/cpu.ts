// What processes used, from /proc. Other systems than Linux have none, and these figures are left out there.
import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ, which Linux fixes for all that /proc shows. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096

type Stat = { pid: number; parent: number; ticks: number; residentBytes: number }

/** CPU seconds of the processes, their descendants and those of them that ended; undefined where there is no /proc. */
export function cpuSeconds(roots: readonly number[]): number | undefined {
  const family = familyOf(roots)
  return family && family.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND
}

/** Resident memory of the processes and their descendants; undefined where there is no /proc. */
export function residentBytes(roots: readonly number[]): number | undefined {
  return familyOf(roots)?.reduce((sum, stat) => sum + stat.residentBytes, 0)
}

/** The parent of a process, as /proc knows it. */
export const parentOf = (pid: number): number | undefined => readStat(pid)?.parent

function familyOf(roots: readonly number[]): Stat[] | undefined {
  if (process.platform !== 'linux') return undefined
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? [])
  const family = new Map(all.filter(({ pid }) => roots.includes(pid)).map((stat) => [stat.pid, stat]))
  for (let size = -1; size !== family.size; ) {
    size = family.size
    for (const stat of all) if (family.has(stat.parent)) family.set(stat.pid, stat)
  }
  return [...family.values()]
}

function readStat(pid: number): Stat | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // After the name in parentheses: state, parent, …; fields 14 to 17 are the own and the children's time.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => Number(fields[number - 3])
  return {
    pid,
    parent: field(4),
    ticks: field(14) + field(15) + field(16) + field(17),
    residentBytes: field(24) * PAGE_BYTES,
  }
}
