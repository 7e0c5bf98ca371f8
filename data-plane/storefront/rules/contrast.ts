// Colours that can be read on those that a store chose (WCAG 2.2, 1.4.3 and 1.4.11). Colours are `#rrggbb`.

type Rgb = readonly [red: number, green: number, blue: number]

const BLACK = '#000000'
const WHITE = '#ffffff'
/** For text of normal size. */
export const TEXT_CONTRAST = 4.5
/** For borders and marks that say something. */
export const MARK_CONTRAST = 3

const channels = (colour: string): Rgb => {
  const value = Number.parseInt(colour.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

const hex = (rgb: Rgb): string =>
  `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`

/** As WCAG defines relative luminance, from 0 (black) to 1 (white). */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Black or white, whichever is easier to read on `background`: one of them always has a contrast of 4.5. */
const textOn = (background: string): string =>
  contrast(WHITE, background) >= contrast(BLACK, background) ? WHITE : BLACK

/** `share` of one colour in another, from 0 to 1. */
function mix(colour: string, into: string, share: number): string {
  const [from, to] = [channels(colour), channels(into)]
  return hex(from.map((channel, i) => channel * share + (to[i] ?? 0) * (1 - share)) as unknown as Rgb)
}

/** The colour itself if it can be told from all backgrounds, else the nearest shade towards black or white that can. */
export function readableOn(colour: string, backgrounds: readonly string[], wanted = TEXT_CONTRAST): string {
  const end = textOn(backgrounds[0] ?? WHITE)
  for (let share = 0; share < 1; share += 0.05) {
    const shade = mix(end, colour, share)
    if (backgrounds.every((background) => contrast(shade, background) >= wanted)) return shade
  }
  return end
}

/** A shade beside the background on which the same text can be read: towards the text, or else away from it. */
function surfaceOf(background: string): string {
  const end = textOn(background)
  const near = mix(end, background, luminance(background) < DARK ? 0.08 : 0.035)
  return contrast(end, near) >= TEXT_CONTRAST ? near : mix(end === WHITE ? BLACK : WHITE, background, 0.06)
}

/** Below this luminance a page is a dark one. */
const DARK = 0.2

/** The colours of a page, from those that a theme has. */
export function palette(colours: { background: string; text: string; primary: string; accent: string }) {
  const { background, primary, accent } = colours
  const surface = surfaceOf(background)
  // Text stands on either.
  const both = [background, surface]
  const text = readableOn(colours.text, both)
  return {
    background,
    text,
    surface,
    muted: readableOn(mix(text, background, 0.65), both),
    line: mix(text, background, 0.16),
    field: readableOn(mix(text, background, 0.5), [background], MARK_CONTRAST),
    primary,
    'on-primary': textOn(primary),
    link: readableOn(primary, both),
    accent: readableOn(accent, both),
    'accent-fill': accent,
    'on-accent': textOn(accent),
    isDark: luminance(background) < DARK,
  }
}
