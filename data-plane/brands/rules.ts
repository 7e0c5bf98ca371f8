// What a brand's scores are.

/**
 * What was ordered of a brand in the time that counts, in units; `cancelled` of these in orders that were cancelled. `ratings`:
 * the approved reviews of its products, with `stars` in all.
 */
export type Sold = { brand_id: string; units: number; cancelled: number; ratings: number; stars: number }
export type Scores = { brand_id: string; popularity_score: number; quality_score: number }

/** So many units of middling quality are added to what was sold, so that one cancelled order does not ruin a small brand. */
const PRIOR_UNITS = 20
const PRIOR_QUALITY = 0.5

/**
 * Both scores of each brand, 0 to 100.
 * Popularity: 100 · ln(1 + kept) / ln(1 + kept of the best-selling brand), because sales spread over orders of magnitude.
 * Quality: 100 · (kept + (stars − ratings) / 4 + 20 · ½) / (units + ratings + 20). The share of units that were kept and of
 * stars beyond the first that were given, drawn to the middle where there are few of both.
 */
export function scoresOf(sold: readonly Sold[]): Scores[] {
  const kept = ({ units, cancelled }: Sold) => units - cancelled
  const best = Math.max(0, ...sold.map(kept))
  return sold.map((brand) => ({
    brand_id: brand.brand_id,
    popularity_score: best === 0 ? 0 : Math.round((100 * Math.log1p(kept(brand))) / Math.log1p(best)),
    quality_score: Math.round(
      (100 * (kept(brand) + (brand.stars - brand.ratings) / 4 + PRIOR_UNITS * PRIOR_QUALITY)) /
        (brand.units + brand.ratings + PRIOR_UNITS),
    ),
  }))
}
