// Drawings of things that hold something, and of what lies beside them on a table.
import { randomOf } from '../random.ts'
import { type Drawing, line, oval, path, rect, repeat, shadow, type Tones } from './scene.ts'

export const candle: Drawing = ({ pale, dark, accent }) =>
  oval([400, 250, 210, 210], 'url(#glow)') +
  shadow(400, 650, 170, 28) +
  path('M280 400h240v226q-120 44 -240 0z', 'url(#round)') +
  oval([400, 400, 120, 30], pale) +
  oval([400, 402, 84, 19], '#fff7e0', 'opacity=".8"') +
  line('M400 400v-46', '#4b3a2c', 5) +
  path('M400 262q44 58 30 86 -10 20 -30 20t-30 -20q-14 -28 30 -86z', '#f6b23c') +
  path('M400 306q20 30 14 46 -4 12 -14 12t-14 -12q-6 -16 14 -46z', '#fff0bd') +
  rect([330, 470, 140, 96], '#fbf8f2', 6) +
  line('M352 500h96M364 522h72', dark, 4, 'opacity=".6"') +
  line('M376 544h48', accent, 4)

export const taper: Drawing = ({ pale, dark }) =>
  shadow(400, 654, 230, 26) +
  repeat(3, (i) => {
    const [x, top] = [282 + i * 118, [250, 180, 300][i] ?? 250]
    return (
      oval([x, top - 56, 74, 74], 'url(#glow)') +
      path(`M${x - 16} ${top}h32l6 ${612 - top}h-44z`, 'url(#round)') +
      line(`M${x} ${top}v-24`, '#4b3a2c', 4) +
      path(`M${x} ${top - 76}q24 32 16 46 -5 10 -16 10t-16 -10q-8 -14 16 -46z`, '#f6b23c') +
      path(`M${x - 46} 612h92l-14 40h-64z`, dark) +
      oval([x, 612, 46, 12], pale)
    )
  })

const vessel =
  (d: string, mouth: readonly [number, number, number, number], extra: Drawing = () => ''): Drawing =>
  (tones) =>
    shadow(400, 654, mouth[2] + 80, 30) +
    path(d, 'url(#round)') +
    oval(mouth, tones.deep) +
    oval([mouth[0], mouth[1] - 3, mouth[2], mouth[3]], 'none', `stroke="${tones.pale}" stroke-width="7"`) +
    extra(tones)

const branch = (x: number, y: number, lean: number, leaf: string) =>
  line(`M${x} ${y}q${lean / 2} -120 ${lean} -230`, '#6f6a45', 5) +
  repeat(6, (i) => {
    const [cx, cy] = [x + lean * (0.25 + i * 0.14), y - 60 - i * 34]
    return oval(
      [cx + (i % 2 === 0 ? -24 : 24), cy, 26, 11],
      leaf,
      `transform="rotate(${i % 2 === 0 ? 28 : -28} ${cx} ${cy})"`,
    )
  })

export const vase: Drawing = (tones) =>
  branch(390, 380, -90, '#8b9a6b') +
  branch(404, 380, 20, '#a3ad7f') +
  branch(410, 380, 110, '#7c8c5f') +
  vessel(
    'M352 372h96q4 44 54 96 46 60 10 130 -30 58 -112 58t-112 -58q-36 -70 10 -130 50 -52 54 -96z',
    [400, 372, 48, 12],
  )(tones)
export const bowl: Drawing = vessel(
  'M190 480h420q-8 120 -100 164 -110 20 -220 0 -92 -44 -100 -164z',
  [400, 480, 210, 46],
  ({ accent }) => line('M206 540q190 70 388 0', accent, 7, 'opacity=".6"'),
)
export const mug: Drawing = (tones) =>
  line('M530 430q110 -10 96 90 -10 70 -104 70', tones.dark, 30) +
  vessel(
    'M270 380h264v214q-4 56 -60 58h-144q-56 -2 -60 -58z',
    [402, 380, 132, 30],
    ({ accent }) =>
      oval([402, 386, 108, 21], '#6b4226') +
      line(
        'M350 320q-16 -34 4 -64t0 -60M410 320q-16 -34 4 -64t0 -60M470 320q-16 -34 4 -64t0 -60',
        '#ffffff',
        8,
        'opacity=".55"',
      ) +
      line('M272 560h260', accent, 10, 'opacity=".6"'),
  )(tones)
export const plate: Drawing = ({ base, pale, light, dark }) =>
  shadow(400, 662, 290, 36) +
  repeat(4, (i) => oval([400, 636 - i * 26, 262 - i * 6, 62], [dark, base, light, pale][i] ?? base)) +
  oval([400, 552, 176, 38], 'url(#cloth)') +
  oval([400, 552, 176, 38], 'none', `stroke="${dark}" stroke-opacity=".3" stroke-width="3"`)
export const pitcher: Drawing = (tones) =>
  line('M520 330q130 10 110 140 -14 80 -96 110', tones.dark, 26) +
  vessel(
    'M280 250q10 -16 40 0h180q40 70 20 120 46 60 36 150 -10 132 -156 132t-156 -132q-10 -90 36 -150 16 -60 0 -120z',
    [390, 262, 108, 22],
  )(tones)

export const basket: Drawing = ({ base, dark, pale, accent }) =>
  shadow(400, 660, 240, 30) +
  line('M250 430q-20 -210 150 -210t150 210', dark, 22) +
  path('M262 404q60 -60 138 -30t138 30l-20 60H282z', accent, 'opacity=".75"') +
  path('M190 430h420l-46 206q-164 34 -328 0z', base) +
  repeat(5, (row) =>
    repeat(9, (i) => {
      const inset = row * 9
      return rect(
        [198 + inset + i * (45 - row * 2) + (row % 2) * 8, 440 + row * 40, 40 - row * 2, 32],
        row % 2 === i % 2 ? dark : pale,
        9,
      ).replace('/>', ' opacity=".55"/>')
    }),
  ) +
  line('M188 430h424', dark, 20)

export const soap: Drawing = ({ pale, dark, accent }) =>
  shadow(400, 656, 250, 28) +
  rect([190, 600, 420, 46], 'url(#wood)', 14) +
  repeat(2, (i) => rect([240 + i * 46, 520 - i * 84, 290, 82], i === 0 ? 'url(#cloth)' : pale, 20)) +
  rect([330, 434, 90, 84], accent, 0).replace('/>', ' opacity=".8"/>') +
  line('M256 560h250', dark, 4, 'opacity=".3"') +
  repeat(
    5,
    (i) =>
      `<circle cx="${580 + i * 14}" cy="${560 - i * 52}" r="${22 - i * 3}" fill="#fff" fill-opacity=".45" stroke="#fff" stroke-opacity=".8" stroke-width="2"/>`,
  )

const label = (box: readonly [x: number, y: number, w: number, h: number], { accent, dark }: Tones) => {
  const [x, y, w, h] = box
  return (
    rect(box, '#fbf6ea', 5) +
    line(`M${x + 14} ${y + h * 0.35}h${w - 28}`, dark, 6) +
    line(`M${x + 26} ${y + h * 0.58}h${w - 52}`, accent, 5) +
    line(`M${x + 34} ${y + h * 0.78}h${w - 68}`, dark, 3, 'opacity=".5"')
  )
}

export const bottle: Drawing = (tones) =>
  shadow(400, 656, 140, 26) +
  path('M362 260h76v96q66 24 66 92v170q0 34 -34 34H330q-34 0 -34 -34V448q0 -68 66 -92z', 'url(#round)') +
  path('M362 260h76v96q66 24 66 92v170q0 34 -34 34H330q-34 0 -34 -34V448q0 -68 66 -92z', 'url(#glass)') +
  rect([354, 206, 92, 62], tones.dark, 8) +
  rect([362, 268, 76, 14], tones.base) +
  label([312, 456, 176, 132], tones)
export const diffuser: Drawing = (tones) =>
  repeat(6, (i) => line(`M400 330L${300 + i * 40} ${110 + Math.abs(i - 2.5) * 16}`, '#9a7047', 6)) +
  bottle(tones).replace(rect([354, 206, 92, 62], tones.dark, 8), rect([366, 246, 68, 22], tones.dark, 6))

export const jar: Drawing = (tones) => {
  const { base, dark, light } = tones
  const random = randomOf(7)
  const glass = 'M278 306h244q26 30 26 66v238q0 42 -42 42H294q-42 0 -42 -42V372q0 -36 26 -66z'
  return (
    shadow(400, 656, 180, 28) +
    path('M266 400q134 -28 268 0v206q0 32 -32 32H298q-32 0 -32 -32z', 'url(#round)') +
    repeat(
      46,
      () =>
        `<circle cx="${278 + random() * 244}" cy="${404 + random() * 222}" r="${4 + random() * 6}" fill="${random() > 0.5 ? light : dark}" opacity=".5"/>`,
    ) +
    path(glass, 'url(#glass)') +
    rect([264, 240, 272, 72], 'url(#wood)', 16) +
    line('M264 290h272', '#7d5733', 4, 'opacity=".6"') +
    label([310, 440, 180, 126], tones) +
    path(
      'M262 380q-6 120 4 230',
      'none',
      `stroke="#fff" stroke-width="10" stroke-opacity=".5" stroke-linecap="round"`,
    ) +
    rect([300, 306, 200, 4], base)
  )
}
export const tin: Drawing = ({ pale, dark, accent }) =>
  shadow(400, 656, 180, 28) +
  path('M258 330h284v290q-142 50 -284 0z', 'url(#round)') +
  oval([400, 330, 142, 34], pale) +
  path('M258 300h284v34q-142 42 -284 0z', dark) +
  oval([400, 300, 142, 34], 'url(#metal)') +
  path('M258 400q142 44 284 0v150q-142 44 -284 0z', '#fbf6ea') +
  path('M400 448q44 20 0 96q-44 -76 0 -96z', accent) +
  path('M400 544q-70 -12 -74 -62 56 -4 74 62zM400 544q70 -12 74 -62 -56 -4 -74 62z', accent, 'opacity=".6"')
export const pouch: Drawing = ({ dark, accent, pale, deep }) =>
  shadow(400, 660, 190, 28) +
  path('M248 220h304l14 50 22 350q-188 50 -376 0l22 -350z', 'url(#cloth)') +
  rect([240, 200, 320, 54], dark, 8) +
  line('M256 228h288', pale, 3, 'stroke-dasharray="8 8" opacity=".7"') +
  `<circle cx="400" cy="500" r="74" fill="#fff" fill-opacity=".28"/><circle cx="400" cy="500" r="62" fill="${deep}"/>` +
  repeat(
    14,
    (i) =>
      `<circle cx="${400 + Math.cos(i * 2.4) * (10 + i * 3.2)}" cy="${500 + Math.sin(i * 2.4) * (10 + i * 3.2)}" r="9" fill="${i % 2 === 0 ? accent : pale}" opacity=".85"/>`,
  ) +
  rect([300, 300, 200, 92], '#fbf6ea', 6) +
  line('M322 330h156', dark, 8) +
  line('M340 360h120', accent, 6)
export const gift: Drawing = ({ light, accent, pale }) =>
  shadow(400, 664, 250, 32) +
  rect([200, 400, 400, 250], 'url(#cloth)', 8) +
  rect([180, 348, 440, 76], light, 8) +
  rect([366, 348, 68, 302], accent) +
  rect([180, 372, 440, 26], accent).replace('/>', ' opacity=".25"/>') +
  path('M400 346q-130 -20 -124 -86t124 70zM400 346q130 -20 124 -86t-124 70z', accent) +
  `<circle cx="400" cy="338" r="26" fill="${accent}"/><circle cx="392" cy="330" r="8" fill="${pale}" opacity=".7"/>`
