// The markets that a new store starts with. Amounts in minor units; tax in basis points.

export const STARTING_MARKETS = [
  {
    code: 'us',
    name: 'United States',
    currency: 'USD',
    tax_basis_points: 800,
    shipping_methods: [
      { code: 'standard', name: 'Standard', amount: 500, free_above: 5_000 },
      { code: 'express', name: 'Express', amount: 1_500, free_above: null },
      { code: 'same_day', name: 'Same day', amount: 2_500, free_above: null },
    ],
  },
  {
    code: 'in',
    name: 'India',
    currency: 'INR',
    tax_basis_points: 1_800,
    shipping_methods: [
      { code: 'standard', name: 'Standard', amount: 4_900, free_above: 99_900 },
      { code: 'express', name: 'Express', amount: 14_900, free_above: null },
    ],
  },
] as const
