import { describe, expect, test } from 'vitest'
import { contrast, MARK_CONTRAST, palette, readableOn, TEXT_CONTRAST } from './contrast.ts'

const COLOURS = [
  '#000000',
  '#ffffff',
  '#777777',
  '#ffff00',
  '#ff0000',
  '#0000ff',
  '#1f3d36',
  '#b4532a',
  '#e0c8ff',
]

test('contrast is as WCAG has it', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#777777')).toBe(1)
  expect(contrast('#767676', '#ffffff')).toBeGreaterThan(TEXT_CONTRAST)
  expect(contrast('#777777', '#ffffff')).toBeLessThan(TEXT_CONTRAST)
})

test('a colour that can be read stays what it is', () => {
  expect(readableOn('#1f3d36', ['#ffffff'])).toBe('#1f3d36')
})

const combinations = COLOURS.flatMap((background) =>
  COLOURS.flatMap((text) => COLOURS.map((primary) => ({ background, text, primary, accent: primary }))),
)

describe('whatever colours a store chooses', () => {
  test('text can be read', () => {
    for (const colours of combinations) {
      const shades = palette(colours)
      for (const [text, background] of [
        [shades.text, shades.background],
        [shades.text, shades.surface],
        [shades.muted, shades.background],
        [shades.muted, shades.surface],
        [shades.link, shades.background],
        [shades.link, shades.surface],
        [shades.accent, shades.background],
        [shades.accent, shades.surface],
        [shades['on-primary'], shades.primary],
        [shades['on-accent'], shades['accent-fill']],
      ] as const)
        expect(
          contrast(text, background),
          JSON.stringify({ colours, text, background }),
        ).toBeGreaterThanOrEqual(TEXT_CONTRAST)
    }
  })

  test('fields can be told from what is around them', () => {
    for (const colours of combinations) {
      const { field, background } = palette(colours)
      expect(contrast(field, background)).toBeGreaterThanOrEqual(MARK_CONTRAST)
    }
  })
})
