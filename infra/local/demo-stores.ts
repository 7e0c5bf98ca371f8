// What the demo stores sell. Amounts in minor units of the store's currency.

/** [option value, SKU, amount, stock] */
type DemoVariant = readonly [value: string, sku: string, amount: number, stock: number]

export type DemoProduct = {
  title: string
  description: string
  type: string
  tags: string[]
  /** Undefined when there is one variant only. */
  option: string | undefined
  variants: readonly DemoVariant[]
}

export type DemoStore = {
  slug: string
  name: string
  market: string
  currency: string
  products: readonly DemoProduct[]
}

export const DEMO_STORES: readonly DemoStore[] = [
  {
    slug: 'linen-house',
    name: 'Linen House',
    market: 'us',
    currency: 'USD',
    products: [
      {
        title: 'Washed Linen Sheet',
        description: 'Flat sheet of stone-washed European flax. Gets softer with every wash.',
        type: 'Bedding',
        tags: ['linen', 'bedroom'],
        option: 'Size',
        variants: [
          ['Twin', 'LH-SHEET-T', 8_900, 24],
          ['Queen', 'LH-SHEET-Q', 11_900, 40],
          ['King', 'LH-SHEET-K', 13_900, 18],
        ],
      },
      {
        title: 'Linen Pillowcase, Set of Two',
        description: 'Envelope closure, fits standard pillows.',
        type: 'Bedding',
        tags: ['linen', 'bedroom'],
        option: 'Color',
        variants: [
          ['Oat', 'LH-PILLOW-OAT', 3_900, 60],
          ['Indigo', 'LH-PILLOW-IND', 3_900, 35],
        ],
      },
      {
        title: 'Waffle Bath Towel',
        description: 'Light, absorbent and quick to dry.',
        type: 'Bath',
        tags: ['cotton', 'bathroom'],
        option: undefined,
        variants: [['', 'LH-TOWEL', 2_800, 80]],
      },
      {
        title: 'Market Apron',
        description: 'Cross-back apron with two deep pockets; no ties to tangle.',
        type: 'Kitchen',
        tags: ['linen', 'kitchen'],
        option: undefined,
        variants: [['', 'LH-APRON', 4_650, 6]],
      },
      {
        title: 'Beeswax Candle',
        description: 'Burns for about forty hours.',
        type: 'Home',
        tags: ['gift'],
        option: undefined,
        variants: [['', 'LH-CANDLE', 1_999, 120]],
      },
    ],
  },
  {
    slug: 'spice-route',
    name: 'Spice Route',
    market: 'in',
    currency: 'INR',
    products: [
      {
        title: 'Malabar Black Pepper',
        description: 'Whole peppercorns, sun dried.',
        type: 'Whole spices',
        tags: ['pepper', 'kerala'],
        option: 'Weight',
        variants: [
          ['100 g', 'SR-PEPPER-100', 18_900, 200],
          ['500 g', 'SR-PEPPER-500', 84_900, 45],
        ],
      },
      {
        title: 'Green Cardamom',
        description: 'Bold 8 mm pods.',
        type: 'Whole spices',
        tags: ['cardamom', 'kerala'],
        option: undefined,
        variants: [['', 'SR-CARDAMOM', 34_900, 75]],
      },
      {
        title: 'Kashmiri Chilli Powder',
        description: 'Deep red and mild.',
        type: 'Ground spices',
        tags: ['chilli', 'kashmir'],
        option: undefined,
        variants: [['', 'SR-CHILLI', 15_900, 150]],
      },
      {
        title: 'Masala Dabba',
        description: 'Steel spice box with seven bowls and a spoon.',
        type: 'Kitchen',
        tags: ['gift'],
        option: undefined,
        variants: [['', 'SR-DABBA', 129_900, 12]],
      },
    ],
  },
]
