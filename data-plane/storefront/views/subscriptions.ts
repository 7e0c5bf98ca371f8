// How often something comes, in words.
import type { AccountTexts } from '../languages/account/en.ts'
import { fill } from './text.ts'

export const rhythmText = (
  { every, everyN }: AccountTexts,
  { interval, interval_count }: { interval: string; interval_count: number },
): string =>
  (interval_count === 1
    ? every[interval]
    : fill(everyN[interval] ?? '', { count: String(interval_count) })) ?? ''
