// What shoppers of the demo stores write about what they bought.
import { pick } from '../random.ts'

export type Praise = { rating: number; title: string; body: string }

const HOME: readonly Praise[] = [
  {
    rating: 5,
    title: 'Better with every wash',
    body: 'Bought one to try and came back for the rest. It has been through the machine a dozen times and only got softer.',
  },
  {
    rating: 5,
    title: 'Exactly as pictured',
    body: 'The colour is the one on the page, which I did not expect. Arrived well packed, without plastic.',
  },
  {
    rating: 5,
    title: 'A gift that was kept',
    body: 'Meant as a present. I kept it and ordered a second one.',
  },
  {
    rating: 5,
    title: 'Simple and well made',
    body: 'Straight seams, no loose threads, good weight. One can tell that somebody thought about it.',
  },
  {
    rating: 4,
    title: 'Lovely, a little smaller than I thought',
    body: 'Beautiful quality. Measure first: I had imagined it larger.',
  },
  {
    rating: 4,
    title: 'Good',
    body: 'Does what it should and looks nice doing it. Delivery took a day longer than announced.',
  },
  {
    rating: 4,
    title: 'Nice texture',
    body: 'Feels sturdy and natural. I would like to see it in more colours.',
  },
  { rating: 3, title: 'Fine', body: 'Good quality, but the colour is warmer in daylight than on my screen.' },
  { rating: 2, title: 'Not for me', body: 'Well made, but it needs more care than I have time for.' },
]
const KITCHEN: readonly Praise[] = [
  {
    rating: 5,
    title: 'Fresh!',
    body: 'The smell fills the kitchen as soon as the pack is open. I use half of what I used before.',
  },
  {
    rating: 5,
    title: 'As good as at home',
    body: 'Tastes like what we used to bring back in our suitcases. Now I can order it.',
  },
  { rating: 5, title: 'Will order again', body: 'Clean, whole, well packed, and it came two days early.' },
  {
    rating: 5,
    title: 'You can taste the difference',
    body: 'Cooked the same dish with my old jar and with this one. No comparison.',
  },
  { rating: 4, title: 'Very good', body: 'Strong and clean. The larger pack could do with a zip.' },
  {
    rating: 4,
    title: 'Great quality',
    body: 'Good colour and aroma. A little more expensive than in the shop, and worth it.',
  },
  {
    rating: 4,
    title: 'Nice surprise',
    body: 'Milder than I expected, with a lot of flavour. The recipe card was a nice touch.',
  },
  { rating: 3, title: 'All right', body: 'Good, but the label on mine was torn and the date hard to read.' },
  { rating: 2, title: 'Too mild for us', body: 'Quality is fine. We like it hotter.' },
]

/** A review; most are good, as they are in shops that last. */
export const praiseFor = (market: string, random: () => number): Praise =>
  pick(random, market === 'us' ? HOME : KITCHEN, ({ rating }) => [0, 1, 1, 2, 4, 6][rating] ?? 1)
