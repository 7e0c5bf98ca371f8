// Which products of a file compete for a SKU.
import type { Product } from '../schema.ts'
import type { Plan } from './plan.ts'

export type Planned = { readonly plan: Plan; readonly existing: Product | undefined }

/** The SKUs that a plan gives to variants. */
export function wantedSkus({ plan }: Planned): string[] {
  const input = plan.kind === 'create' ? plan.input : plan.kind === 'update' ? plan.patch : undefined
  return (input?.variants ?? []).flatMap(({ sku }) => sku ?? [])
}

/**
 * The products that want a SKU which another one has or wants, and those that have it now. Who gets it is decided by
 * their order in the file.
 * @param owners by SKU, the id of the product in the store that has it
 */
export function contestedProducts<P extends Planned>(
  products: readonly P[],
  owners: ReadonlyMap<string, string>,
): ReadonlySet<P> {
  const byId = new Map(products.map((product) => [product.existing?.id, product]))
  /** By SKU, who wants it or has it; of a product that is not among these, its id. */
  const rivals = new Map<string, Set<P | string>>()
  for (const product of products) {
    for (const sku of wantedSkus(product)) {
      const owner = owners.get(sku)
      const others = rivals.get(sku) ?? new Set(owner === undefined ? [] : [byId.get(owner) ?? owner])
      rivals.set(sku, others.add(product))
    }
  }
  const contested = [...rivals.values()].filter((each) => each.size > 1).flatMap((each) => [...each])
  return new Set(contested.filter((each) => typeof each !== 'string'))
}
