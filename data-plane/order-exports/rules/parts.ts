// A file that is kept as several, read as one. Pure.

type ByteRange = { start: number; end: number }
export type Part = { key: string; size: number }

export const sizeOf = (parts: readonly Part[]): number => parts.reduce((sum, { size }) => sum + size, 0)

/** What of each part lies in a range of the whole; both ends are included. */
export function piecesOf(
  parts: readonly Part[],
  { start, end }: ByteRange,
): { key: string; range: ByteRange }[] {
  let from = 0
  return parts.flatMap(({ key, size }) => {
    const first = from
    from += size
    const range = { start: Math.max(0, start - first), end: Math.min(size, end - first + 1) - 1 }
    return range.start <= range.end ? [{ key, range }] : []
  })
}
