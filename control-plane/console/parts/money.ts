// Between minor units and what people type.

export const toMajor = (minor: number, decimals: number): number => minor / 10 ** decimals

/** @param major a number, or text where it is too long for one; anything else is an empty field */
export function toMinor(major: number | string, decimals: number): number | null {
  const text = String(major).trim()
  if (text === '' || Number.isNaN(Number(text))) return null
  // 1.005 × 100 is 100.49999… as a binary fraction: shifting the decimal point in the text is exact.
  return Math.round(Number(`${Number(text)}e${decimals}`))
}

/** How a language writes numbers, by its way of writing 12345.6. */
export function separatorsOf(example: string): { decimal: string; group: string } {
  const [group, decimal] = [...example.matchAll(/[^\d\u200e\u200f]/g)].map(([mark]) => mark)
  return decimal === undefined ? { decimal: group ?? '.', group: '' } : { decimal, group: group ?? '' }
}
