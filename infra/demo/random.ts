// Chance that is the same each time.

/** Numbers between 0 and 1 that follow from `seed` alone (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A seed for `text` (FNV-1a). */
export const seedOf = (text: string): number =>
  [...text].reduce(
    (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619),
    2_166_136_261,
  )

/** One of `list`, each as likely as its weight is great. */
export function pick<T>(
  random: () => number,
  list: readonly T[],
  weightOf: (item: T) => number = () => 1,
): T {
  let left = random() * list.reduce((sum, item) => sum + weightOf(item), 0)
  for (const item of list) {
    left -= weightOf(item)
    if (left < 0) return item
  }
  return list.at(-1) as T
}

/** How often something happens that happens `mean` times as a rule (Knuth's way to draw from a Poisson distribution). */
export function poisson(random: () => number, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count += 1
  return count
}
