// Whether regions and their rates may be as staff want them.
import type { FieldIssue } from '../../../shared/errors.ts'
import type { RegionRate } from '../schema.ts'
import { isDefault, type Place } from './resolve.ts'

const MAX_PRODUCTS = 500

/** What does not fit together in a region's rates. */
export function faultsOf(rates: readonly RegionRate[]): FieldIssue[] {
  const seen = new Set<string>()
  const issues = rates.flatMap((rate, i): FieldIssue[] => {
    const path = `rates.${i}`
    const twice = (key: string, issue: FieldIssue): FieldIssue[] => {
      if (seen.has(key)) return [issue]
      seen.add(key)
      return []
    }
    // Of combinable rates any number may fit at once.
    const targets = rate.combinable
      ? []
      : (['tax_classes', 'product_types', 'product_ids'] as const).flatMap((list) =>
          [...new Set(rate[list])].flatMap((target) =>
            twice(`${list} ${target}`, {
              path: `${path}.${list}`,
              message: `Another rate of this region is for ${target} too.`,
            }),
          ),
        )
    return [
      ...twice(`code ${rate.code}`, {
        path: `${path}.code`,
        message: 'Another rate of this region has this code.',
      }),
      ...(isDefault(rate) && !rate.combinable
        ? twice('default', {
            path,
            message: 'is a second rate for everything: a region has one default rate',
          })
        : []),
      ...targets,
      ...(rate.gst && rate.ppm % 2 === 1 ? [{ path: `${path}.ppm`, message: 'cannot be halved' }] : []),
    ]
  })
  const products = rates.reduce((sum, rate) => sum + rate.product_ids.length, 0)
  if (products > MAX_PRODUCTS)
    issues.push({ path: 'rates', message: `name more than ${MAX_PRODUCTS} products` })
  return issues
}

/** Whether a new region may stand below `above`, its country's region or whichever was named; what is wrong if not. */
export function placeFaults(
  { country, province }: { country: string; province?: string | undefined },
  above: Place | undefined,
): FieldIssue[] {
  if (province === undefined)
    return above === undefined ? [] : [{ path: 'country_region_id', message: 'is only for provinces' }]
  if (above === undefined)
    return [
      { path: 'country_region_id', message: `There is no region of ${country} that it could belong to.` },
    ]
  if (above.country !== country || above.province !== '')
    return [{ path: 'country_region_id', message: `is not the region of ${country}` }]
  return []
}
