// Which font draws which character. Noto Sans comes in files by script; a font of the installation's own draws the rest.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { unpackWoff } from './woff.ts'

const require = createRequire(import.meta.url)
const SUBSETS = [
  'latin',
  'latin-ext',
  'cyrillic',
  'cyrillic-ext',
  'greek',
  'greek-ext',
  'vietnamese',
  'devanagari',
]

type Range = readonly [first: number, last: number]

/** As in CSS: `U+0000-00FF,U+0131`. */
function rangesOf(text: string): Range[] {
  return text.split(',').map((part) => {
    const [first = '', last = first] = part.replace('U+', '').split('-')
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
  })
}

const unicode: Record<string, string> = require('@fontsource/noto-sans/unicode.json')
const subsets = SUBSETS.map((name) => ({ name, ranges: rangesOf(unicode[name] ?? '') }))

const read = (path: string): Buffer =>
  path.endsWith('.woff') ? unpackWoff(readFileSync(path)) : readFileSync(path)

const loaded = new Map<string, Buffer>()
function load(path: string): Buffer {
  const bytes = loaded.get(path) ?? read(path)
  loaded.set(path, bytes)
  return bytes
}

/** The file of a font as `runsOf` names it. @param other a font for what Noto Sans does not have */
export function fontFile(name: string, isBold: boolean, other: string | undefined): Buffer {
  if (name === OTHER && other !== undefined) return load(other)
  const file = `noto-sans-${name}-${isBold ? 700 : 400}-normal.woff`
  return load(require.resolve(`@fontsource/noto-sans/files/${file}`))
}

export const OTHER = 'other'
const isIn = (ranges: readonly Range[], code: number): boolean =>
  ranges.some(([first, last]) => code >= first && code <= last)

/** Marks belong to the letter before them. */
const STAYS = /^(?:\p{M}|\u200c|\u200d)$/u

function fontOf(character: string, current: string | undefined, hasOther: boolean): string | undefined {
  const code = character.codePointAt(0) ?? 0
  // Words of a script that runs from right to left change places, spaces and all.
  if (current === OTHER && character === ' ') return current
  if (current !== undefined && STAYS.test(character)) {
    const own = subsets.find(({ name }) => name === current)
    if (own === undefined || isIn(own.ranges, code)) return current
  }
  return subsets.find(({ ranges }) => isIn(ranges, code))?.name ?? (hasOther ? OTHER : undefined)
}

export type Run = { font: string; text: string }

/** A text in parts that one font draws each. What none draws is a question mark. */
export function runsOf(text: string, hasOther: boolean): Run[] {
  const runs: Run[] = []
  for (const character of text.normalize('NFC')) {
    const last = runs.at(-1)
    const font = fontOf(character, last?.font, hasOther)
    const drawn = { font: font ?? 'latin', text: font === undefined ? '?' : character }
    if (last?.font === drawn.font) last.text += drawn.text
    else if (last?.font === OTHER && last.text.endsWith(' ')) {
      // It may run from right to left, and then the space would stand before it.
      last.text = last.text.trimEnd()
      runs.push({ ...drawn, text: ` ${drawn.text}` })
    } else runs.push(drawn)
  }
  return runs
}

/** Whether every character of a text can be drawn. */
export const canWrite = (text: string, hasOther: boolean): boolean =>
  [...text.normalize('NFC')].every((character) => fontOf(character, undefined, hasOther) !== undefined)
