import { describe, expect, test } from 'vitest'
import { firstStatus, looksLikeSpam, ratingDeltas } from './rules.ts'

test.each([
  ['verified', true, 'Fine.', 'approved'],
  ['verified', false, 'Fine.', 'pending'],
  ['verified', true, 'Cheaper at www.other.example', 'pending'],
  ['none', true, 'Fine.', 'pending'],
  ['none', false, 'Fine.', 'pending'],
] as const)(
  'with auto_approve %s, a review that is verified: %s, with the text %j is %s',
  (auto_approve, verified, text, status) => {
    expect(firstStatus({ verified, texts: ['', 'Good', text] }, { auto_approve })).toBe(status)
  },
)

describe('spam is', () => {
  test.each([
    'see https://example.org/a',
    'see http://x',
    'WWW.EXAMPLE.ORG',
    'go to cheap-shirts.shop now',
    'mail me: asha@example.dev',
    'soooooooooo good',
    '!!!!!!!!!!',
    '😀😀😀😀😀😀😀😀😀😀',
    'THIS IS THE BEST SHIRT EVER',
    'ЛУЧШАЯ РУБАШКА НА СВЕТЕ',
  ])('%j', (text) => {
    expect(looksLikeSpam(text)).toBe(true)
  })

  test.each([
    '',
    'Soft linen. Fits well!!!',
    'I bought 2.5 metres, no. 4',
    'LOVE IT',
    'हर मौसम के लिए अच्छा कपड़ा है और रंग भी सुंदर है',
    'Ordered on Monday.Came on Friday.',
    'It is 20 x 30 @ 5 per piece',
  ])('not %j', (text) => {
    expect(looksLikeSpam(text)).toBe(false)
  })
})

describe('a rating counts what is shown', () => {
  const of = (
    from: 'pending' | 'approved' | 'rejected' | undefined,
    to: typeof from,
    rating = 4,
    product_id = 'a',
  ) => ({
    product_id,
    rating,
    from,
    to,
  })

  test.each([
    [of(undefined, 'approved'), 1],
    [of('pending', 'approved'), 1],
    [of('rejected', 'approved'), 1],
    [of('approved', 'rejected'), -1],
    [of('approved', undefined), -1],
  ])('%j counts', (change, stars) => {
    expect(ratingDeltas([change])).toEqual([{ product_id: 'a', stars: [0, 0, 0, stars, 0] }])
  })

  test.each([
    [of('pending', 'rejected')],
    [of('pending', undefined)],
    [of('approved', 'approved')],
    [of(undefined, 'pending')],
  ])('%j does not', (change) => {
    expect(ratingDeltas([change])).toEqual([])
  })

  test('several changes of several products are counted together', () => {
    const changes = [
      of('pending', 'approved', 5),
      of('pending', 'approved', 5),
      of('approved', 'rejected', 1),
      of('pending', 'approved', 1, 'b'),
    ]
    expect(ratingDeltas(changes)).toEqual([
      { product_id: 'a', stars: [-1, 0, 0, 0, 2] },
      { product_id: 'b', stars: [1, 0, 0, 0, 0] },
    ])
  })
})
