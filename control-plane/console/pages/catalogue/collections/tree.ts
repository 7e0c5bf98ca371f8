// Categories as a tree.
type Node = {
  readonly id: string
  readonly parent_id: string | null
  readonly position: number
  readonly name: string
}

/** Those below a category, or at the top, in their order. */
export const childrenOf = <Category extends Node>(
  all: readonly Category[],
  parentId: string | null,
): Category[] =>
  all
    .filter(({ parent_id }) => parent_id === parentId)
    .toSorted((a, b) => a.position - b.position || a.name.localeCompare(b.name))

/**
 * The positions that change when one of several siblings goes up or down by one place.
 * @param by -1 is up, 1 is down
 */
export function positionsAfter(
  siblings: readonly Node[],
  id: string,
  by: -1 | 1,
): { id: string; position: number; before: number }[] {
  const from = siblings.findIndex((one) => one.id === id)
  const to = from + by
  const moved = siblings[from]
  if (moved === undefined || to < 0 || to >= siblings.length) return []
  return siblings
    .toSpliced(from, 1)
    .toSpliced(to, 0, moved)
    .map((one, position) => ({ id: one.id, position, before: one.position }))
    .filter(({ position, before }) => position !== before)
}

/** Whether a category may be put below another: not below itself or what is below it. */
export function mayStandBelow(all: readonly Node[], id: string, parentId: string): boolean {
  const parents = new Map(all.map((one) => [one.id, one.parent_id]))
  for (let at: string | null | undefined = parentId; at; at = parents.get(at)) if (at === id) return false
  return true
}
