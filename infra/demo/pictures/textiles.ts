// Drawings of things made of cloth.
import { type Drawing, line, oval, path, rect, repeat, shadow } from './scene.ts'

const weave = (d: string) => path(d, 'url(#weave)')

/** A pile of folded cloth, the widest below. */
const folded =
  (layers: number, top: number, height: number, fringe = false): Drawing =>
  ({ base, light, dark, pale }) =>
    shadow(400, 664, 300, 34) +
    repeat(layers, (at) => {
      const i = layers - 1 - at
      const y = top + i * height
      const inset = (layers - 1 - i) * 7 + (i % 2) * 9
      const d = `M${150 + inset} ${y + height / 2}q0 -${height / 2} ${height / 2} -${height / 2}H${640 - inset}q18 0 18 18v${height - 36}q0 18 -18 18H${150 + inset + height / 2}q-${height / 2} 0 -${height / 2} -${height / 2}z`
      const fill = ['url(#cloth)', light, base, pale][i % 4] ?? base
      return (
        path(d, fill) +
        weave(d) +
        line(`M${176 + inset} ${y + height / 2}H${646 - inset}`, dark, 2.5, 'opacity=".4"') +
        (fringe
          ? repeat(9, (k) => line(`M${656 - inset} ${y + 12 + (k * (height - 24)) / 8}h22`, pale, 3))
          : '')
      )
    })

export const sheet: Drawing = folded(3, 470, 64)
export const towel: Drawing = (tones) =>
  folded(4, 396, 66)(tones) +
  repeat(
    3,
    (i) =>
      line(`M560 ${404 + i * 66}v50`, tones.accent, 9, 'opacity=".75"') +
      line(`M580 ${404 + i * 66}v50`, tones.accent, 4, 'opacity=".75"'),
  )
export const throwBlanket: Drawing = folded(3, 430, 76, true)
export const napkins: Drawing = (tones) =>
  folded(5, 520, 28)(tones) +
  path('M250 512l150 -54 150 54 -150 40z', 'url(#cloth)') +
  weave('M250 512l150 -54 150 54 -150 40z') +
  line('M330 484l150 54', tones.accent, 5)

const CUSHION =
  'M236 300q164 26 328 0q26 0 20 34q-20 140 0 280q4 32 -26 32q-158 -22 -316 0q-30 0 -26 -34q20 -138 0 -276q-4 -36 20 -36z'
export const cushion: Drawing = ({ accent, dark }) =>
  shadow(400, 650, 240, 30) +
  path(CUSHION, 'url(#cloth)') +
  weave(CUSHION) +
  repeat(4, (i) =>
    line(
      `M${262 + i * 90} ${330}q-12 140 2 286`,
      i % 2 === 0 ? accent : dark,
      i % 2 === 0 ? 7 : 3,
      'opacity=".5"',
    ),
  ) +
  path(
    'M400 470q50 -22 110 -16M400 470q-44 8 -92 -6',
    'none',
    `stroke="${dark}" stroke-opacity=".25" stroke-width="3"`,
  )

const PILLOW =
  'M150 500q-16 -54 30 -62q220 -34 440 0q46 8 30 62q-12 56 0 96q14 50 -34 54q-216 20 -432 0q-48 -4 -34 -54q12 -40 0 -96z'
export const pillow: Drawing = ({ dark, pale }) =>
  shadow(400, 652, 290, 32) +
  `<g transform="translate(20 -128) scale(.94)">${path(PILLOW, pale)}${weave(PILLOW)}</g>` +
  path(PILLOW, 'url(#cloth)') +
  weave(PILLOW) +
  line('M560 436q-16 100 4 212', dark, 3, 'opacity=".35"') +
  repeat(
    3,
    (i) =>
      `<circle cx="${586}" cy="${486 + i * 56}" r="8" fill="${pale}" stroke="${dark}" stroke-opacity=".4" stroke-width="2"/>`,
  )

export const bed: Drawing = ({ pale, dark, light, accent }) => {
  const cover = 'M96 520q300 -44 608 0v150q-304 40 -608 0z'
  return (
    rect([86, 250, 628, 330], 'url(#wood)', 26) +
    rect([112, 280, 576, 250], '#ffffff', 18).replace('/>', ' fill-opacity=".14"/>') +
    `<g transform="translate(-36 40) scale(.56)">${path(PILLOW, pale)}${weave(PILLOW)}</g><g transform="translate(392 40) scale(.56)">${path(PILLOW, pale)}${weave(PILLOW)}</g>` +
    shadow(400, 690, 330, 30) +
    path('M80 440q320 -46 640 0v110H80z', '#fbf8f2') +
    path('M80 470q320 -46 640 0l14 214q-334 40 -668 0z', 'url(#cloth)') +
    weave('M80 470q320 -46 640 0l14 214q-334 40 -668 0z') +
    path('M80 470q320 -46 640 0l2 46q-322 -44 -644 0z', light) +
    line('M230 500q-10 90 -22 196M420 486q4 100 0 214M600 496q16 100 26 196', dark, 4, 'opacity=".22"') +
    path(cover, accent, 'opacity=".16"')
  )
}

const hanging =
  (d: string, extra: Drawing): Drawing =>
  (tones) =>
    line('M150 176h500', '#9a7047', 12) +
    `<circle cx="400" cy="160" r="9" fill="#7d5733"/>` +
    path(d, 'url(#cloth)') +
    weave(d) +
    extra(tones)

export const teaTowel: Drawing = hanging(
  'M262 176h276l8 424q-70 -16 -142 0t-150 -2z',
  ({ accent, dark }) =>
    repeat(4, (i) =>
      line(`M${256 + i} ${470 + i * 26}q72 18 146 2t142 0`, accent, i === 1 ? 14 : 6, 'opacity=".8"'),
    ) +
    line('M340 190q-6 200 -4 396M450 190q8 200 4 392', dark, 4, 'opacity=".16"') +
    shadow(400, 690, 190, 20),
)
export const curtain: Drawing = hanging(
  'M190 176h420q-14 230 26 500h-90q-30 -18 -60 0t-62 0 -62 0 -62 0h-130q40 -270 20 -500z',
  ({ dark, pale }) =>
    repeat(7, (i) =>
      line(
        `M${224 + i * 60} 190q${i % 2 === 0 ? -14 : 14} 240 ${-8 + i * 4} 470`,
        i % 2 === 0 ? dark : pale,
        9,
        'opacity=".25"',
      ),
    ) +
    repeat(
      8,
      (i) => `<circle cx="${204 + i * 56}" cy="176" r="11" fill="none" stroke="#7d5733" stroke-width="5"/>`,
    ),
)

export const robe: Drawing = hanging(
  'M300 196q100 60 200 0l120 70 34 226 -84 16 -26 -120 4 300q-148 24 -296 0l4 -300 -26 120 -84 -16 34 -226z',
  ({ dark, light, accent, pale }) =>
    path('M340 210q60 120 60 250l-6 226h-14l-2 -226q0 -120 -78 -264z', light, 'opacity=".75"') +
    path('M460 210q-60 120 -60 250l4 226h14l4 -226q2 -120 78 -264z', dark, 'opacity=".3"') +
    rect([254, 440, 292, 30], accent, 8) +
    path('M384 452l-30 130h26l22 -122zM410 452l34 116h-26l-22 -110z', accent) +
    line('M400 196v-34', pale, 5),
)

export const apron: Drawing = hanging(
  'M318 220h164l16 132q84 26 84 90l-10 240q-172 26 -344 0l-10 -240q0 -64 84 -90z',
  ({ dark, deep, pale }) =>
    line('M318 222q-30 -40 20 -46M482 222q30 -40 -20 -46', deep, 9) +
    line('M222 430q-60 50 -46 130M578 430q60 50 46 130', deep, 9) +
    path('M276 470h118v110q-58 14 -118 0z', dark, 'opacity=".25"') +
    path('M408 470h118v110q-58 14 -118 0z', dark, 'opacity=".25"') +
    line('M276 484h118M408 484h118M334 236h132', pale, 4, 'opacity=".7" stroke-dasharray="9 8"'),
)

export const tote: Drawing = ({ dark, deep, pale, accent }) =>
  shadow(400, 660, 210, 30) +
  line('M308 320q-6 -170 92 -170t92 170', deep, 20) +
  path('M220 310h360l24 330q-204 30 -408 0z', 'url(#cloth)') +
  weave('M220 310h360l24 330q-204 30 -408 0z') +
  line('M226 334h348', pale, 4, 'stroke-dasharray="10 8" opacity=".8"') +
  path(
    'M400 560q-70 -60 -70 -100 0 -34 34 -34 26 0 36 28 10 -28 36 -28 34 0 34 34 0 40 -70 100z',
    accent,
    'opacity=".85"',
  ) +
  line('M270 350q10 140 2 284', dark, 4, 'opacity=".2"')

export const tablecloth: Drawing = ({ accent, dark, pale }) => {
  const cloth = 'M110 440q290 -60 580 0l44 210q-60 26 -110 4t-112 6 -112 0 -112 0 -112 -6 -110 -4z'
  return (
    shadow(400, 690, 320, 26) +
    path(cloth, 'url(#cloth)') +
    weave(cloth) +
    oval([400, 446, 290, 44], pale, 'opacity=".55"') +
    line('M84 596q160 30 316 22t316 -22', accent, 8, 'opacity=".7"') +
    line(
      'M190 470q-26 90 -46 190M330 486q-8 90 -14 176M470 486q8 90 14 176M610 470q26 90 46 190',
      dark,
      5,
      'opacity=".2"',
    ) +
    oval([400, 424, 96, 26], '#fbf8f2') +
    oval([400, 420, 66, 17], pale)
  )
}

export const mat: Drawing = ({ accent, dark, pale }) => {
  const d = 'M150 650l70 -170h370l80 170q-260 26 -520 0z'
  return (
    shadow(410, 676, 300, 24) +
    path(d, 'url(#cloth)') +
    weave(d) +
    repeat(3, (i) =>
      line(`M${214 - i * 20} ${508 + i * 48}h${384 + i * 42}`, i === 1 ? accent : dark, 6, 'opacity=".45"'),
    ) +
    repeat(14, (i) => line(`M${160 + i * 38} ${654 + (i % 2) * 3}l-6 20`, pale, 4))
  )
}
export const pile: Drawing = folded(4, 410, 62)
