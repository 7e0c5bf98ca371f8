// The only way from an error to an answer.
import type { z } from 'zod'
import { databaseProblem } from '../db/errors.ts'
import { DomainError, ERROR_CODES } from '../errors.ts'
import type { Log } from '../log.ts'
import { refusalHeader } from './refusal.ts'
import type { Problem } from './route.ts'

/**
 * An RFC 9457 answer. An error that we did not expect is logged and says nothing outside.
 * @param log bound to the request: its lines carry the request id
 */
export function toProblem(thrown: unknown, requestId: string, log: Log): Response {
  const error = databaseProblem(thrown)
  const known =
    error instanceof DomainError
      ? error
      : new DomainError('internal', 'The failure was logged under this request id.')
  if (known !== error) log.error({ err: error }, 'unexpected error')
  const [status, title] = ERROR_CODES[known.code]
  const body: z.input<typeof Problem> = {
    type: `urn:storeplane:error:${known.code}`,
    title,
    status,
    code: known.code,
    detail: known.message,
    request_id: requestId,
    errors: [...known.issues],
    ...(known.payment === undefined ? {} : { payment: known.payment }),
  }
  const text = JSON.stringify(body)
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(text)),
    ...refusalHeader(known, status),
  }
  if (known.retryAfter !== undefined) headers['retry-after'] = String(known.retryAfter)
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  return new Response(text, { status, headers })
}
