// Which taxes are due on what, where. Rates in parts per million (ppm).

import type { RegionRate, TaxRegion } from '../schema.ts'
import { PROVINCES } from './provinces.ts'

/** A rate that is due. Several on one item add up. */
export type TaxRate = { code: string; name: string; ppm: number }

export type Place = { country: string; province: string }
/** Where taxes are due, with the place of the store itself; a province is empty when it is unknown. */
export type TaxPlace = Place & { origin: Place | null }

/** What is taxed: a variant, or, without product and type, anything of a tax class, such as shipping. */
export type TaxItem = {
  product_id: string | null
  product_type: string
  tax_class: string
  taxable: boolean
}

type Region = Pick<TaxRegion, 'country' | 'province' | 'name' | 'rates'>
type Market = { countries: readonly string[]; tax_origin: Place | null }

/** Where an order of a market is taxed: at its address, or while that is unknown in the market's first country. */
export function taxContext(market: Market, address: { country: string; state: string } | null): TaxPlace {
  const { country, state } = address ?? { country: market.countries[0] ?? '', state: '' }
  return { country, province: state, origin: market.tax_origin }
}

/**
 * The rates due on an item. A province's rates come before its country's, and in each region those of the product before
 * those of its type, of its tax class, and of everything. Combinable rates of both regions are added.
 * @param place a province may be given by code or by name, in any case
 */
export function resolveTaxes(regions: readonly Region[], place: TaxPlace, item: TaxItem): TaxRate[] {
  if (!item.taxable) return []
  const inCountry = regions.filter(({ country }) => country === place.country)
  const code = provinceCode(inCountry, place)
  const layers = [...new Set([code, ''])].flatMap((province) =>
    inCountry.filter((region) => region.province === province),
  )
  const fitting = layers.flatMap(({ rates }) =>
    rates
      .map((rate) => ({ rate, rank: rankOf(rate, item) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .map(({ rate }) => rate),
  )
  const base = fitting.find(({ combinable }) => !combinable)
  return fitting
    .filter((rate) => rate === base || rate.combinable)
    .flatMap((rate) => due(rate, { ...place, province: code }))
}

/** How closely a rate fits an item: 4 by its product, 3 by its type, 2 by its tax class, 1 as a default; 0 not at all. */
function rankOf(rate: RegionRate, item: TaxItem): number {
  if (item.product_id !== null && rate.product_ids.includes(item.product_id)) return 4
  if (rate.product_types.includes(item.product_type)) return 3
  if (rate.tax_classes.includes(item.tax_class)) return 2
  return isDefault(rate) ? 1 : 0
}

export const isDefault = (rate: RegionRate): boolean =>
  rate.product_ids.length + rate.product_types.length + rate.tax_classes.length === 0

/** Union territories without a legislature of their own levy UTGST in place of SGST (CGST Act, 2017, s. 2 (114)). */
const UNION_TERRITORIES = new Set(['AN', 'CH', 'DH', 'LA', 'LD'])

/** Indian GST within one state is two taxes of half the rate each (CGST Act, 2017, s. 9), else one (IGST Act, 2017, s. 5). */
function due({ code, name, ppm, gst }: RegionRate, { country, province, origin }: TaxPlace): TaxRate[] {
  if (!gst) return [{ code, name, ppm }]
  const isWithin =
    origin !== null && origin.country === country && (province === '' || origin.province === province)
  if (!isWithin) return [{ code: 'igst', name: 'IGST', ppm }]
  const state = UNION_TERRITORIES.has(origin.province) ? 'UTGST' : 'SGST'
  return ['CGST', state].map((name) => ({ code: name.toLowerCase(), name, ppm: ppm / 2 }))
}

const CODES = new Map(
  Object.entries(PROVINCES).flatMap(([country, names]) =>
    Object.entries(names).map(([code, name]) => [`${country} ${name.toUpperCase()}`, code] as const),
  ),
)

/** A province's code by its code or name, in capital letters; what is not known stays as it is. */
function provinceCode(regions: readonly Region[], { country, province }: Place): string {
  const text = province.trim().toUpperCase()
  if (text === '') return ''
  const named = regions.find((region) => region.province !== '' && region.name.toUpperCase() === text)
  return CODES.get(`${country} ${text}`) ?? named?.province ?? text
}

/** The rate of a market's first country on what has nothing special about it, in hundredths of a percent, at most 100 %. */
export function standardBasisPoints(regions: readonly Region[], market: Market): number {
  const item = { product_id: null, product_type: '', tax_class: 'standard', taxable: true }
  const rates = resolveTaxes(regions, taxContext(market, null), item)
  return Math.min(10_000, Math.round(rates.reduce((sum, { ppm }) => sum + ppm, 0) / 100))
}
