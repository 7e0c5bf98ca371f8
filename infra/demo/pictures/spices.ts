// Drawings of spices and of what a kitchen uses for them.

import { randomOf } from '../random.ts'
import { type Drawing, line, oval, path, rect, repeat, shadow, type Tones } from './scene.ts'
import { bowl } from './vessels.ts'

type Spot = readonly [x: number, y: number]
type Place = (random: () => number) => Spot

/** Grains that lie about: what each looks like is drawn around (0, 0). */
function spread(
  seed: number,
  count: number,
  { place, grain }: { place: Place; grain: (i: number) => string },
): string {
  const random = randomOf(seed)
  return repeat(count, (i) => {
    const [x, y] = place(random)
    const [turn, scale] = [Math.floor(random() * 360), 0.8 + random() * 0.45]
    return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${turn}) scale(${scale.toFixed(2)})">${grain(i)}</g>`
  })
}

/** Within the heap in the bowl, and on the table before it. */
const onHeap: Place = (random) => {
  const across = random() * 2 - 1
  const top = 352 + 124 * across * across
  return [400 + across * 176, top + random() * (478 - top)]
}
const onTable: Place = (random) => [90 + random() * 620, 650 + random() * 70]

/** A brass bowl, heaped with `fill`. */
const heaped =
  (heap: (tones: Tones) => string): Drawing =>
  (tones) =>
    heap(tones) +
    bowl({ ...tones, accent: '#ffffff' })
      .replaceAll('url(#round)', 'url(#metal)')
      .replace(/<ellipse cx="400" cy="480"[^>]*fill="#[^>]*>/, '')
      .replace(/<ellipse[^>]*stroke-width="7"\/>/, '')

const mound = (tones: Tones) =>
  path('M196 486q90 -150 204 -150t204 150q-204 60 -408 0z', 'url(#round)') +
  path('M300 400q60 -62 110 -58 -40 40 -70 96z', tones.light, 'opacity=".5"')

const aside = (seed: number, grain: (i: number) => string) => spread(seed, 16, { place: onTable, grain })

export const powder: Drawing = (tones) =>
  heaped(
    (tones) =>
      mound(tones) +
      spread(3, 60, { place: onHeap, grain: () => `<circle r="3" fill="${tones.dark}" opacity=".5"/>` }),
  )(tones) +
  oval([610, 690, 90, 16], tones.base, 'opacity=".85"') +
  `<g transform="rotate(-18 560 660)">${rect([560, 650, 200, 18], 'url(#wood)', 9)}${oval([546, 660, 48, 22], 'url(#wood)')}${oval([546, 656, 36, 13], tones.base)}</g>`

const grains =
  (seed: number, grain: (tones: Tones) => (i: number) => string): Drawing =>
  (tones) =>
    heaped((tones) => mound(tones) + spread(seed, 110, { place: onHeap, grain: grain(tones) }))(tones) +
    aside(seed + 1, grain(tones))

export const peppercorns: Drawing = grains(
  11,
  ({ dark, deep, light }) =>
    (i) =>
      `<circle r="13" fill="${[dark, deep, '#3b2f28'][i % 3]}"/><circle cx="-4" cy="-4" r="4" fill="${light}" opacity=".55"/>`,
)
export const pods: Drawing = grains(
  17,
  ({ base, light, dark }) =>
    (i) =>
      path('M-26 0q26 -20 52 0q-26 20 -52 0z', i % 2 === 0 ? base : light) +
      line('M-20 0h40M-12 -6q12 -4 24 0', dark, 2, 'opacity=".6"'),
)
export const seeds: Drawing = grains(
  23,
  ({ base, dark, light }) =>
    (i) =>
      oval([0, 0, 14, 5], [base, dark, light][i % 3] ?? base) + line('M-10 0h20', dark, 1.4, 'opacity=".6"'),
)
export const cloves: Drawing = grains(
  29,
  ({ dark, deep }) =>
    () =>
      line('M0 0v30', deep, 8) +
      `<circle r="10" fill="${dark}"/>` +
      line('M-9 -6l18 12M-9 6l18 -12', deep, 3),
)
export const leaves: Drawing = grains(
  31,
  ({ base, light, dark }) =>
    (i) =>
      path('M-46 0q46 -30 92 0q-46 30 -92 0z', i % 2 === 0 ? base : light) +
      line('M-40 0h80', dark, 2, 'opacity=".7"'),
)
export const petals: Drawing = grains(
  37,
  ({ base, light, accent }) =>
    (i) =>
      line(`M-24 0q24 ${i % 2 === 0 ? -14 : 12} 48 0`, [base, light, accent][i % 3] ?? base, 4),
)
export const dal: Drawing = grains(
  41,
  ({ base, light, dark }) =>
    (i) =>
      oval([0, 0, 12, 9], [base, light, dark][i % 3] ?? base),
)

const chilli = (
  [scale, x, y, turn]: readonly [number, number, number, number],
  { base, light, deep }: Tones,
) =>
  `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${scale})">${path('M0 0q80 -34 190 6 40 16 60 44 -70 -16 -130 -6T0 44q-20 -20 0 -44z', base)}${line('M20 12q80 -22 160 8', light, 6, 'opacity=".6"')}${line('M2 22q-30 -4 -44 -26', '#6c7a3a', 10)}${path('M-8 4q14 -12 22 0v36q-12 8 -22 -4z', '#7d8a45')}${path('M250 50q-20 -10 -50 -10', deep, 'opacity=".4"')}</g>`
export const chillies: Drawing = (tones) => {
  const darker = { ...tones, base: tones.dark }
  return (
    shadow(400, 660, 280, 34) +
    chilli([1.3, 230, 560, 6], darker) +
    chilli([1.25, 300, 480, 28], tones) +
    chilli([1.35, 190, 520, -24], tones) +
    chilli([1.2, 330, 590, -8], { ...tones, base: tones.light }) +
    chilli([1.2, 200, 630, -2], tones)
  )
}

const stick = (x: number, y: number, turn: number, { base, dark, deep, light }: Tones) =>
  `<g transform="rotate(${turn} ${x + 200} ${y})">${rect([x, y - 26, 400, 52], base, 24)}${rect([x + 10, y - 22, 380, 12], light, 6).replace('/>', ' opacity=".5"/>')}${line(`M${x + 20} ${y + 8}h360`, dark, 5)}${oval([x + 396, y, 13, 26], deep)}${oval([x + 396, y, 6, 13], light)}</g>`
export const cinnamon: Drawing = (tones) =>
  shadow(400, 664, 270, 32) +
  stick(190, 610, 4, { ...tones, base: tones.dark }) +
  stick(200, 560, -6, tones) +
  stick(196, 512, 9, { ...tones, base: tones.light }) +
  stick(206, 470, -3, tones) +
  line('M388 430q-14 110 0 214M420 430q10 110 -4 214', '#d9c7a0', 8) +
  path(
    'M404 428q-54 -44 -78 -8 10 40 78 8zM404 428q54 -44 78 -8 -10 40 -78 8z',
    'none',
    'stroke="#d9c7a0" stroke-width="8"',
  )

const star = (x: number, y: number, size: number, { base, dark, light }: Tones) =>
  `<g transform="translate(${x} ${y}) scale(${size} ${size * 0.72})">${repeat(8, (i) => `<g transform="rotate(${i * 45})">${path('M0 -16q30 -56 0 -118q-30 62 0 118z', i % 2 === 0 ? base : dark)}${oval([0, -84, 7, 16], light)}</g>`)}<circle r="18" fill="${dark}"/></g>`
export const starAnise: Drawing = (tones) =>
  shadow(400, 640, 300, 40) +
  star(290, 470, 1.05, tones) +
  star(520, 440, 0.85, { ...tones, base: tones.light }) +
  star(430, 600, 1.15, tones) +
  star(220, 640, 0.6, tones) +
  star(620, 620, 0.7, tones)

export const root: Drawing = ({ dark, light, accent, deep }) =>
  shadow(400, 654, 260, 32) +
  path(
    'M170 590q10 -70 90 -64 30 -90 110 -66 40 -74 104 -40 60 -20 78 40 90 0 80 70 -4 60 -90 54 -60 60 -130 24 -70 44 -130 0 -110 40 -112 -18z',
    'url(#cloth)',
  ) +
  repeat(7, (i) => line(`M${240 + i * 52} ${520 + (i % 3) * 24}q14 24 4 50`, dark, 3, 'opacity=".5"')) +
  oval([560, 616, 54, 42], accent, 'transform="rotate(-14 560 616)"') +
  oval([560, 616, 38, 28], light, 'transform="rotate(-14 560 616)" opacity=".6"') +
  line('M330 480q30 -14 50 4', deep, 3, 'opacity=".4"')

const fills = ['#c8501f', '#e0a21b', '#6b4a2c', '#7f8a3d', '#b5322a', '#d9b26a', '#4a3426']
export const dabba: Drawing = ({ pale }) =>
  shadow(410, 560, 330, 150) +
  oval([400, 500, 300, 232], '#77716a') +
  oval([400, 488, 300, 228], 'url(#metal)') +
  oval([400, 488, 270, 204], '#8f8a83') +
  repeat(7, (i) => {
    const [x, y] =
      i === 6
        ? [400, 488]
        : [400 + Math.cos((i * Math.PI) / 3) * 172, 488 + Math.sin((i * Math.PI) / 3) * 130]
    return (
      oval([x, y + 6, 82, 62], '#5f5a54') +
      oval([x, y, 82, 62], 'url(#metal)') +
      oval([x, y, 70, 52], fills[i] ?? pale) +
      oval([x - 16, y - 14, 30, 18], '#ffffff', 'opacity=".18"')
    )
  }) +
  `<g transform="rotate(-32 400 488)">${rect([400, 480, 240, 14], 'url(#metal)', 7)}${oval([396, 487, 34, 18], 'url(#metal)')}</g>`

export const mortar: Drawing = (tones) =>
  `<g transform="rotate(24 470 330)">${rect([446, 160, 50, 300], 'url(#round)', 24)}</g>` +
  shadow(400, 662, 220, 30) +
  path('M220 420h360q-4 130 -90 180l26 52H284l26 -52q-86 -50 -90 -180z', 'url(#round)') +
  oval([400, 420, 180, 42], tones.deep) +
  oval([400, 426, 150, 28], tones.accent) +
  oval([400, 420, 180, 42], 'none', `stroke="${tones.pale}" stroke-width="7"`) +
  `<g transform="rotate(24 470 330)">${rect([446, 160, 50, 236], 'url(#round)', 24)}</g>`

export const spoon: Drawing = ({ base, accent, dark }) =>
  shadow(400, 640, 290, 26) +
  repeat(
    3,
    (i) =>
      `<g transform="translate(0 ${-i * 84}) rotate(${-10 + i * 7} 400 600)">${rect([300, 590, 350, 24], 'url(#wood)', 12)}${oval([240, 602, 84, 46], 'url(#wood)')}${oval([236, 596, 66, 32], [base, accent, dark][i] ?? base)}</g>`,
  )

export const pan: Drawing = ({ base, accent }) =>
  line('M150 470q-50 -6 -44 40M650 470q50 -6 44 40', '#8f8a83', 20) +
  shadow(400, 654, 230, 30) +
  path('M140 456h520q-24 150 -140 190 -120 16 -240 0 -116 -40 -140 -190z', 'url(#round)') +
  oval([400, 456, 260, 58], '#3d3733') +
  oval([400, 462, 226, 44], accent) +
  oval([340, 452, 60, 16], '#ffffff', 'opacity=".22"') +
  oval([400, 456, 260, 58], 'none', `stroke="${base}" stroke-width="9"`)

export const grater: Drawing = ({ accent }) =>
  shadow(400, 656, 220, 28) +
  path('M330 190h140l70 456H260z', 'url(#metal)') +
  path('M352 150q48 -60 96 0v44h-96z', 'none', 'stroke="#5f5a54" stroke-width="18"') +
  repeat(7, (row) =>
    repeat(5, (i) => oval([316 + row * -6 + i * (42 + row * 3), 270 + row * 50, 9, 6], '#5f5a54')),
  ) +
  oval([600, 630, 54, 42], accent) +
  oval([586, 616, 18, 12], '#ffffff', 'opacity=".3"')

export const board: Drawing = ({ accent, dark }) =>
  shadow(400, 676, 310, 26) +
  path('M130 640l84 -150h400l76 150q-280 26 -560 0z', 'url(#wood)') +
  path('M130 640q280 26 560 0v24q-280 26 -560 0z', '#7d5733') +
  repeat(4, (i) => line(`M${210 + i * 12} ${516 + i * 30}h${400 + i * 14}`, '#7d5733', 3, 'opacity=".35"')) +
  oval([330, 560, 84, 30], accent) +
  oval([480, 580, 60, 22], dark)
