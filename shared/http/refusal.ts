// Why a request was refused, on its way from the worker to the gateway, which takes it off and keeps it for the store.
import { z } from 'zod'
import type { DomainError } from '../errors.ts'

const REFUSAL_HEADER = 'x-storeplane-refusal'

const Told = z.object({
  code: z.string(),
  rule: z.string(),
  needed: z.string().optional(),
  had: z.string().optional(),
})
/** A refusal as it is told: its code, and the rule by which, if that says more than the code. */
export type ToldRefusal = z.output<typeof Told>

/** Whether an answer of this status says that the caller may not, rather than that something is wrong with the request. */
export const isRefused = (status: number): boolean =>
  status === 401 || status === 402 || status === 403 || status === 429

/** The header by which an answer with this error tells why; none unless it is a refusal. */
export const refusalHeader = ({ code, refusal }: DomainError, status: number): Record<string, string> =>
  isRefused(status)
    ? { [REFUSAL_HEADER]: encodeURIComponent(JSON.stringify({ rule: code, ...refusal, code })) }
    : {}

/** Takes what an answer tells off it. */
export function takeRefusal(response: Response): ToldRefusal | undefined {
  const told = response.headers.get(REFUSAL_HEADER)
  if (told === null) return undefined
  response.headers.delete(REFUSAL_HEADER)
  return Told.parse(JSON.parse(decodeURIComponent(told)))
}
