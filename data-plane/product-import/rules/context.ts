import type { Fault, ProductPatch } from '../schema.ts'

/** What planning needs to know beside the file and the store's products. */
export type PlanContext = {
  /** The currency that the file's prices are in. */
  readonly currency: string
  /** What the catalog would refuse about some fields of a product. */
  readonly faultsOf: (part: ProductPatch) => readonly Fault[]
}
