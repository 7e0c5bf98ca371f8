// In which widths a picture can be had, by its address alone.

const WIDTHS = [320, 480, 640, 960, 1280, 1920] as const

/**
 * The addresses of a picture's other widths, as in `srcset`; undefined for one that is no file of the store or that has no
 * other widths, such as an SVG.
 * @param width of the original, if that is known: a wider one is not there
 */
export function sourceSets(
  url: string,
  width: number | null | undefined,
): { avif: string; webp: string } | undefined {
  const [, file] = /^(\/store\/v1\/media\/[0-9a-f-]{36})\/[^/]+[.](?:png|jpe?g|webp|avif)$/i.exec(url) ?? []
  if (file === undefined) return undefined
  const widths = WIDTHS.filter((one, i) => i === 0 || width === null || width === undefined || one <= width)
  const set = (format: string) =>
    widths.map((one) => `${file}/renditions/${one}.${format} ${one}w`).join(', ')
  return { avif: set('avif'), webp: set('webp') }
}
