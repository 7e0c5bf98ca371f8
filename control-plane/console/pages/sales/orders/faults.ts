// Brings what the API refuses to the words and fields of these pages.
import { ProblemError } from '../../../api/problem.ts'

/** The same refusal with its amounts written as money; the API says them in minor units. */
export function inMoney(error: unknown, write: (amount: number) => string): unknown {
  if (!(error instanceof ProblemError) || error.status >= 500) return error
  const say = (text: string) => text.replace(/\d+/g, (amount) => write(Number(amount)))
  const isAmount = (path: string) => /amount|shipping|payments/.test(path)
  return new ProblemError({
    status: error.status,
    code: error.code,
    detail: error.code === 'refund_exceeds_payment' ? say(error.detail) : error.detail,
    errors: error.errors.map(({ path, message }) => ({
      path,
      message: isAmount(path) ? say(message) : message,
    })),
    requestId: error.requestId,
    retryAfter: error.retryAfter,
  })
}

/** Fields of lines by the API's paths, which count only the lines that were sent: those with a quantity. */
export function fieldsOfSent(
  lines: readonly { readonly quantity: number | string }[],
  names: readonly string[],
): Record<string, string> {
  const sent = lines.flatMap(({ quantity }, index) => (Number(quantity) > 0 ? [index] : []))
  return Object.fromEntries(
    sent.flatMap((index, place) =>
      names.map((name) => [`line_items.${place}.${name}`, `line_items.${index}.${name}`]),
    ),
  )
}
