// Where a category may stand, and the tree that all of them make.
import type { FieldIssue } from '../../shared/errors.ts'

const MAX_DEPTH = 8

export type Placed = { id: string; path: readonly string[] }

export type Placement = { ok: true; path: string[] } | ({ ok: false } & FieldIssue)

/**
 * The path of a category below `parent`.
 * @param subtree the category itself and all below it: none of them may become its parent
 */
export function placeBelow(parent: Placed | null, subtree: readonly Placed[] = []): Placement {
  const path = parent === null ? [] : [...parent.path, parent.id]
  const refuse = (message: string): Placement => ({ ok: false, path: 'parent_id', message })
  if (subtree.some(({ id }) => id === parent?.id)) return refuse('is the category itself or one below it')
  const [own = 0, deepest = 0] = [
    Math.min(...subtree.map((category) => category.path.length)),
    Math.max(...subtree.map((category) => category.path.length)),
  ]
  const below = subtree.length === 0 ? 0 : deepest - own
  if (path.length + 1 + below > MAX_DEPTH)
    return refuse(`would make the tree deeper than ${MAX_DEPTH} levels`)
  return { ok: true, path }
}

type Branch = { id: string; parent_id: string | null; markets: readonly string[] | null }

/**
 * The categories of a market, or all of them, below their parents; what stands below a hidden one is hidden too.
 * Siblings stay in the order given.
 */
export function treeOf<C extends Branch, N>(
  categories: readonly C[],
  market: string | undefined,
  node: (category: C, children: N[]) => N,
): N[] {
  const shown = categories.filter(
    ({ markets }) => market === undefined || markets === null || markets.includes(market),
  )
  const byParent = Map.groupBy(shown, (category) => category.parent_id)
  const below = (parent: string | null): N[] =>
    (byParent.get(parent) ?? []).map((category) => node(category, below(category.id)))
  return below(null)
}
