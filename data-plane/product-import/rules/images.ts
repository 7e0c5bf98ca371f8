import type { Product } from '../schema.ts'
import { columnOf } from './columns.ts'
import type { PlanContext } from './context.ts'
import { type Line, type RowError, unlessBlank } from './sheet.ts'

type Image = Product['images'][number]

/** The images of a product's lines by position, each once; undefined when they should stay as they are. */
export function readImages(
  lines: readonly Line[],
  existing: Product | undefined,
  { faultsOf }: Pick<PlanContext, 'faultsOf'>,
): { images: Image[] | undefined; errors: RowError[] } {
  const known = new Map(existing?.images.map((image) => [image.url, image]))
  const found = new Map<string, Image & { position: number }>()
  const errors: RowError[] = []
  for (const { row, cells } of lines) {
    const url = cells['Image Src'] ?? ''
    const alt = cells['Image Alt Text'] ?? known.get(url)?.alt ?? ''
    const media_id = known.get(url)?.media_id ?? null
    const position = (cells['Image Position'] ?? '').trim()
    if (url === '') continue
    const faults = faultsOf({ images: [{ url, alt }] }).map(({ path, message }) => ({
      row,
      column: columnOf(path),
      message,
    }))
    if (!/^\d{0,9}$/.test(position)) {
      faults.push({ row, column: 'Image Position', message: 'must be a whole number' })
    }
    errors.push(...faults)
    // Some shops repeat the same image on the line of each variant.
    const key = JSON.stringify([url, alt, position])
    if (faults.length === 0 && !found.has(key)) {
      found.set(key, {
        url,
        alt,
        media_id,
        position: position === '' ? Number.MAX_SAFE_INTEGER : Number(position),
      })
    }
  }
  const images = [...found.values()].sort((a, b) => a.position - b.position)
  const hasColumn = lines.some(({ cells }) => cells['Image Src'] !== undefined)
  // The list replaces a product's images: one that could not be read must not cost it those that it has.
  const usable = hasColumn && (errors.length === 0 || existing === undefined)
  return { images: usable ? images.map(({ position: _, ...image }) => image) : undefined, errors }
}

/** A product's images as a file shows them. */
export const shownImages = (product: Product): Image[] =>
  product.images.map(({ url, alt, media_id }) => ({ url: unlessBlank(url), alt: unlessBlank(alt), media_id }))
