// What the pages of transfers and counts share.
import { type Admin, dataOf } from '../../../api/client.ts'
import { ProblemError } from '../../../api/problem.ts'
import { useStore } from '../../../api/session.ts'
import { useLocations } from '../adjust.tsx'
import { fullName, type NamedVariant, useNamedVariants } from '../variant-names.ts'

export type Transfer = Admin['StockTransfer']
export type Count = Admin['StockCount']

/** Gives what locations are called. */
export function useLocationNames(): (id: string) => string {
  const locations = useLocations().data?.data
  const names = new Map((locations ?? []).map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? (locations === undefined ? '…' : '–')
}

/** Gives what variants are called, and their SKUs. */
export function useVariantNames(ids: readonly string[]): {
  nameOf: (variantId: string) => string
  variantOf: (variantId: string) => NamedVariant | undefined
} {
  const named = useNamedVariants(ids)
  return {
    variantOf: (id) => named.get(id),
    nameOf: (id) => {
      const variant = named.get(id)
      return variant === undefined ? '…' : fullName(variant)
    },
  }
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Gives the ids of all variants of some products, in their order. */
export function useAddVariants(): (productIds: readonly string[]) => Promise<string[]> {
  const { admin } = useStore()
  return async (productIds) => {
    const read = (id: string) =>
      dataOf(admin.GET('/admin/v1/products/{product_id}', { params: { path: { product_id: id } } }))
    const products = await Promise.all(productIds.map(read))
    return products.flatMap(({ variants }) => variants.map(({ id }) => id))
  }
}

/** A refusal of some lines of a form, at these lines. @param indexes of the lines that were sent, in the form */
export function atLines(problem: ProblemError, indexes: readonly number[]): ProblemError {
  const errors = problem.errors.map(({ path, message }) => {
    const [, line] = /^lines\.(\d+)/.exec(path) ?? []
    const index = indexes[Number(line)]
    return { path: index === undefined ? path : `lines.${index}.quantity`, message }
  })
  return new ProblemError({ ...problem, detail: problem.detail, errors })
}
