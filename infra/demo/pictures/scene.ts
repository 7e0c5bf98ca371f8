// A still life as SVG: a wall, a table, light from a window, and things on it. Nothing here depends on chance.

/** Of what a thing is made to look like; colours as #rrggbb. */
export type Palette = { base: string; wall: string; table: string; accent: string }

/** Draws one thing on a canvas of 800 × 800, the table's edge at 560. */
export type Drawing = (tones: Tones) => string
export type Tones = { base: string; light: string; pale: string; dark: string; deep: string; accent: string }

const SIZE = 800
const EDGE = 560

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

/** Between two colours; `share` 0 is `one`, 1 is `other`. */
function mix(one: string, other: string, share: number): string {
  const to = channels(other)
  const mixed = channels(one).map((value, i) => Math.round(value + ((to[i] ?? 0) - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

const tonesOf = ({ base, accent }: Palette): Tones => ({
  base,
  light: mix(base, '#ffffff', 0.3),
  pale: mix(base, '#ffffff', 0.62),
  dark: mix(base, '#2a1c12', 0.24),
  deep: mix(base, '#2a1c12', 0.5),
  accent,
})

/** The shadow that something leaves on the table. */
export const shadow = (x: number, y: number, width: number, height = width / 7): string =>
  `<ellipse cx="${x + 14}" cy="${y}" rx="${width}" ry="${height}" fill="url(#shade)"/>`

export const path = (d: string, fill: string, rest = ''): string => `<path d="${d}" fill="${fill}" ${rest}/>`
export const rect = (
  box: readonly [x: number, y: number, w: number, h: number],
  fill: string,
  r = 0,
): string =>
  `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" rx="${r}" fill="${fill}"/>`
export const oval = (
  at: readonly [x: number, y: number, rx: number, ry: number],
  fill: string,
  rest = '',
): string => `<ellipse cx="${at[0]}" cy="${at[1]}" rx="${at[2]}" ry="${at[3]}" fill="${fill}" ${rest}/>`
export const line = (d: string, stroke: string, width: number, rest = ''): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${rest}/>`
export const repeat = (count: number, draw: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => draw(i)).join('')

const gradient = (
  id: string,
  direction: string,
  stops: readonly (readonly [at: number, colour: string, opacity?: number])[],
) =>
  `<linearGradient id="${id}" ${direction}>${stops
    .map(
      ([at, colour, opacity = 1]) =>
        `<stop offset="${at}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
    )
    .join('')}</linearGradient>`

const DOWN = 'x1="0" y1="0" x2="0" y2="1"'
const ACROSS = 'x1="0" y1="0" x2="1" y2="0"'

function definitions({ base, wall, table }: Palette): string {
  return [
    gradient('wall', 'x1="0" y1="0" x2="1" y2="1"', [
      [0, mix(wall, '#ffffff', 0.35)],
      [1, mix(wall, '#3a2a1a', 0.07)],
    ]),
    gradient('table', DOWN, [
      [0, mix(table, '#ffffff', 0.16)],
      [1, mix(table, '#3a2a1a', 0.12)],
    ]),
    // Round things are light on the left, where the window is.
    gradient('round', ACROSS, [
      [0, mix(base, '#2a1c12', 0.12)],
      [0.22, mix(base, '#ffffff', 0.3)],
      [0.55, base],
      [1, mix(base, '#2a1c12', 0.34)],
    ]),
    gradient('cloth', 'x1="0" y1="0" x2="1" y2="1"', [
      [0, mix(base, '#ffffff', 0.28)],
      [0.5, base],
      [1, mix(base, '#2a1c12', 0.2)],
    ]),
    gradient('glass', ACROSS, [
      [0, '#ffffff', 0.25],
      [0.2, '#ffffff', 0.75],
      [0.4, '#ffffff', 0.2],
      [1, '#40362c', 0.22],
    ]),
    gradient('metal', ACROSS, [
      [0, '#8f8a83'],
      [0.25, '#f4f1ec'],
      [0.5, '#b9b3aa'],
      [1, '#77716a'],
    ]),
    gradient('wood', ACROSS, [
      [0, '#a87b4f'],
      [0.4, '#c99b6b'],
      [1, '#8a613b'],
    ]),
    `<radialGradient id="shade"><stop offset="0" stop-color="#2a1c12" stop-opacity=".42"/><stop offset=".6" stop-color="#2a1c12" stop-opacity=".16"/><stop offset="1" stop-color="#2a1c12" stop-opacity="0"/></radialGradient>`,
    `<radialGradient id="glow"><stop offset="0" stop-color="#fff6d8" stop-opacity=".95"/><stop offset="1" stop-color="#ffe9b0" stop-opacity="0"/></radialGradient>`,
    `<pattern id="weave" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 2h8M0 6h8" stroke="#fff" stroke-opacity=".16" stroke-width="1.4"/><path d="M2 0v8M6 0v8" stroke="#2a1c12" stroke-opacity=".07" stroke-width="1.4"/></pattern>`,
  ].join('')
}

const WINDOW = `<g fill="#fff" fill-opacity=".2"><path d="M70 0h150l230 ${EDGE}H250z"/><path d="M265 0h70l230 ${EDGE}h-85z"/></g>`

const tableOf = (width: number) =>
  rect([0, 0, width, EDGE], 'url(#wall)') +
  WINDOW +
  rect([0, EDGE, width, SIZE - EDGE], 'url(#table)') +
  `<path d="M0 ${EDGE}h${width}v5H0z" fill="#fff" fill-opacity=".22"/>`

const svg = (size: readonly [width: number, height: number], box: readonly number[], inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="${box.join(' ')}">${inner}</svg>`

/**
 * A picture as SVG. @param detail how often larger it is shown from near, for a second look; 1: all of it
 */
export function still(drawing: Drawing, palette: Palette, detail = 1): string {
  const side = SIZE / detail
  const [x, y] = detail === 1 ? [0, 0] : [400 - side * 0.5, 470 - side * 0.5]
  const inner = `<defs>${definitions(palette)}</defs>${tableOf(SIZE)}${drawing(tonesOf(palette))}`
  return svg([1200, 1200], [x, y, side, side], inner)
}

/**
 * Several things on one table. @param ratio of width to height @param from where on the width they begin, 0 to 1: before it
 * there is room for words
 */
export function group(
  drawings: readonly Drawing[],
  palette: Palette,
  { ratio, from }: { ratio: number; from: number },
): string {
  const width = SIZE * ratio
  const room = (width * (1 - from)) / drawings.length
  const things = drawings.map((drawing, i) => {
    const scale = Math.min(0.92, room / 520) * (i % 2 === 0 ? 1 : 0.86)
    const x = width * from + room * (i + 0.5) - 400 * scale
    const y = 690 + (i % 2) * 22 - 660 * scale
    return `<g transform="translate(${Math.round(x)} ${Math.round(y)}) scale(${scale.toFixed(3)})">${drawing(tonesOf(palette))}</g>`
  })
  return svg(
    [Math.round(1000 * ratio), 1000],
    [0, 0, width, SIZE],
    `<defs>${definitions(palette)}</defs>${tableOf(width)}${things.join('')}`,
  )
}

/** A logo: a sign in a disc, and the name beside it. @param sign what stands in the disc, drawn in a box of 100 × 100 */
export const logo = (name: string, sign: string, { base, accent }: Palette): string =>
  svg(
    [120 + name.length * 31, 100],
    [0, 0, 120 + name.length * 31, 100],
    `<circle cx="50" cy="50" r="46" fill="${base}"/>${sign}<text x="114" y="66" font-family="Georgia, 'Times New Roman', serif" font-size="46" letter-spacing="1" fill="${mix(accent, '#1c1410', 0.55)}">${name}</text>`,
  )
