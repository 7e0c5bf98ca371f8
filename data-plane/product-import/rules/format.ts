// Products as a CSV that reads back as the same products.
import { stringify } from 'csv-stringify/sync'
import type { Product } from '../schema.ts'
import { productCells, variantCells } from './cells.ts'
import { CLASSIC_COLUMNS } from './columns.ts'
import { shownImages } from './images.ts'
import { optionCells } from './options.ts'
import type { Cells } from './sheet.ts'

/** All products under one header: Shopify's classic columns, then those of further metadata by name. */
export function formatProducts(products: readonly Product[], currency: string): string {
  const lines = products.flatMap((product) => productLines(product, currency))
  const known: ReadonlySet<string> = new Set(CLASSIC_COLUMNS)
  const used = new Set(lines.flatMap((cells) => Object.keys(cells).filter((column) => cells[column] !== '')))
  const further = [...used].filter((column) => !known.has(column)).sort()
  const columns = [...CLASSIC_COLUMNS, ...further]
  return stringify(
    [
      columns,
      ...lines.map((cells) => columns.map((column) => (Object.hasOwn(cells, column) ? cells[column] : ''))),
    ],
    {
      // A bare carriage return would read back as the end of a line.
      quoted_match: /\r/,
    },
  )
}

/** One line per variant or image, whichever there are more of; the first one also describes the product. */
function productLines(product: Product, currency: string): Cells[] {
  const images = shownImages(product)
  const length = Math.max(product.variants.length, images.length)
  return Array.from({ length }, (_, i): Cells => {
    const variant = product.variants[i]
    const image = images[i]
    return {
      Handle: product.handle,
      ...(i === 0 && { ...productCells(product), Published: String(product.status === 'active') }),
      ...(variant && { ...variantCells(variant, currency), ...optionCells(product, variant, i === 0) }),
      ...(image && { 'Image Src': image.url, 'Image Position': String(i + 1), 'Image Alt Text': image.alt }),
    }
  })
}
