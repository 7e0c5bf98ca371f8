// Asks the provider for the rates of the day. One answer serves all stores that ask about the same time.
import type { RateSource } from '../../shared/context.ts'
import { type DailyRates, readDailyRates } from './rules/ecb.ts'

/** The daily file of the European Central Bank has two kilobytes. */
const MAX_BYTES = 256 * 1024

export type FetchedRates = { ok: true; daily: DailyRates } | { ok: false; reason: string }

const kept = new Map<string, { until: number; fetched: Promise<FetchedRates> }>()

/** The rates of the day, or why there are none. Call it outside any transaction. */
export async function fetchDailyRates(source: RateSource): Promise<FetchedRates> {
  const known = kept.get(source.url)
  if (known !== undefined && performance.now() < known.until) return known.fetched
  const fetched = ask(source)
  kept.set(source.url, { until: performance.now() + source.keptMs, fetched })
  const answer = await fetched
  // A provider that fails is asked again by whoever comes next.
  if (!answer.ok && kept.get(source.url)?.fetched === fetched) kept.delete(source.url)
  return answer
}

async function ask({ url, timeoutMs }: RateSource): Promise<FetchedRates> {
  let text: string
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) {
      await response.body?.cancel()
      return { ok: false, reason: `The provider answered ${response.status}.` }
    }
    text = await readText(response)
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return {
      ok: false,
      reason: isLate ? 'The provider did not answer in time.' : 'The provider could not be reached.',
    }
  }
  const daily = readDailyRates(text)
  return daily === undefined
    ? { ok: false, reason: 'The provider gave something that is no list of rates.' }
    : { ok: true, daily }
}

/** What is beyond the limit is cut off, and then the file is not whole. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size > MAX_BYTES) break
  }
  return Buffer.concat(chunks).toString()
}
