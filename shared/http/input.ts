// Reads and validates what a request carries. Whatever is wrong with it ends here, as a 4xx with the field's path.
import type { z } from 'zod'
import { DomainError, type FieldIssue } from '../errors.ts'
import type { MediaType } from './route.ts'

export const DEFAULT_MAX_BODY_BYTES = 1024 * 1024

/** Validates one part of a request. Throws `invalid_input` naming every field at fault. */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues: FieldIssue[] = result.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }]
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'unknown field' }))
  })
  throw new DomainError(
    'invalid_input',
    `${issues.length === 1 ? 'One field is' : `${issues.length} fields are`} invalid.`,
    { issues },
  )
}

/** Reads a body as text. Throws when it is too large, not UTF-8, or of another media type. */
export async function readText(request: Request, type: MediaType, maxBytes: number): Promise<string> {
  const given = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (given !== type) throw new DomainError('unsupported_media_type', `Send the body as ${type}.`)
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new DomainError('malformed_request', 'The body is not valid UTF-8.')
  }
}

const tooLarge = (maxBytes: number) =>
  new DomainError('payload_too_large', `The body may have at most ${maxBytes} bytes.`)

/** Parses JSON and refuses text that Postgres or UTF-8 cannot hold (NUL, lone surrogates), wherever it stands. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DomainError('malformed_request', 'The body is not valid JSON.')
  }
  // Only an escape sequence can bring such a character in: the raw bytes were checked as UTF-8, and JSON forbids a raw NUL.
  if (/\\u(?:0000|[dD][89a-fA-F])/.test(text)) refuseUnstorable(value, '')
  return value
}

function refuseUnstorable(value: unknown, path: string): void {
  if (typeof value === 'string') assertStorable(value, path)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      const childPath = path === '' ? key : `${path}.${key}`
      assertStorable(key, childPath)
      refuseUnstorable(child, childPath)
    }
  }
}

/** Throws when `text` holds a NUL or a lone surrogate. */
export function assertStorable(text: string, path: string): void {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new DomainError('malformed_request', 'Text may not hold NUL characters or lone surrogates.', {
      issues: [{ path, message: 'holds a character that cannot be stored' }],
    })
  }
}
