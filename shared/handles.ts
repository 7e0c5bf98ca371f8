// Handles: the names that rows have in addresses.

/** `Crème brûlée (2 pcs)` → `creme-brulee-2-pcs`; `otherwise` where nothing is left. */
export function handleFrom(title: string, otherwise: string): string {
  const handle = title
    .normalize('NFKD')
    // Accents of Latin letters go; marks that carry a script's vowels stay.
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{Ll}\p{Lo}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 200)
  return handle === '' ? otherwise : handle
}

/** The first of `handle`, `handle-2`, `handle-3` … that is free. @param takenAmong gives those that are in use */
export async function unusedHandle(
  handle: string,
  takenAmong: (handles: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<string> {
  for (let from = 1, to = 8; ; from = to + 1, to *= 8) {
    const handles = Array.from({ length: to - from + 1 }, (_, i) =>
      from + i === 1 ? handle : `${handle}-${from + i}`,
    )
    const taken = await takenAmong(handles)
    const free = handles.find((wish) => !taken.has(wish))
    if (free !== undefined) return free
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What a path or query names a row by. */
export const idOrHandle = (text: string): { id: string } | { handle: string } =>
  UUID.test(text) ? { id: text } : { handle: text }
