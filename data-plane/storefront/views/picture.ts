// Pictures at the width that a screen needs.
import { html, raw } from 'hono/html'
import type { Html } from '../page.ts'
import { sourceSets } from '../rules/pictures.ts'

type Shown = {
  url: string
  alt: string
  width?: number | null | undefined
  height?: number | null | undefined
}
type Place = {
  /** How wide it stands on which screen, as in the attribute of that name. */
  sizes: string
  /** Whether it is seen at once; `main`: it is what the page is about. */
  isEager?: boolean | 'main'
}

/** A picture that is loaded when it comes into sight, unless it is seen at once. */
export function picture({ url, alt, width, height }: Shown, { sizes, isEager = false }: Place): Html {
  const size =
    width === undefined || width === null || height === undefined || height === null
      ? ''
      : html`width="${width}" height="${height}"`
  const priority = isEager === 'main' ? raw('fetchpriority="high"') : ''
  const image = html`<img src="${url}" alt="${alt}" ${size} ${isEager === false ? raw('loading="lazy"') : priority} decoding="async">`
  const sets = sourceSets(url, width)
  return sets === undefined
    ? image
    : html`<picture><source type="image/avif" srcset="${sets.avif}" sizes="${sizes}"><source type="image/webp" srcset="${sets.webp}" sizes="${sizes}">${image}</picture>`
}
