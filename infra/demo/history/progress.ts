// How far the history of the demo stores is drawn.
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What of a store's history was drawn so far. */
export type Drawn = {
  /** The number of the next step. */
  next: number
  /** What orders became, by their number in the plan. */
  orders: Record<number, { id: string; lines: Record<string, string> }>
  /** Ids of returns, by their order's number. */
  returns: Record<number, string>
}

/** As `demo-history.json` keeps it. */
export type Progress = {
  /** When the stores were opened: their history ends there. */
  opened: string
  stores: Record<string, Drawn>
}

export const historyFile = (dataDir: string): string => join(dataDir, 'demo-history.json')

/** Undefined where none is to be drawn. */
export async function readProgress(dataDir: string): Promise<Progress | undefined> {
  return existsSync(historyFile(dataDir))
    ? JSON.parse(await readFile(historyFile(dataDir), 'utf8'))
    : undefined
}

/** Notes that the stores opened just now have a history to be drawn. */
export async function beginHistory(dataDir: string, opened: Date): Promise<void> {
  await saveProgress(dataDir, { opened: opened.toISOString(), stores: {} })
}

export async function saveProgress(dataDir: string, progress: Progress): Promise<void> {
  const draft = `${historyFile(dataDir)}.draft`
  await writeFile(draft, JSON.stringify(progress))
  await rename(draft, historyFile(dataDir))
}
