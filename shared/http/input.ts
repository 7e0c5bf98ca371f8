// Reads and validates what a request carries. Whatever is wrong with it ends here, as a 4xx with the field's path.
import type { z } from 'zod'
import { DomainError, type FieldIssue, fieldError } from '../errors.ts'
import type { MediaType } from './route.ts'

export const DEFAULT_MAX_BODY_BYTES = 1024 * 1024
/** An answer names no more faults than these, so that it is never much larger than its request. */
const MAX_ISSUES = 100
const MAX_DEPTH = 100
/** Of a body that is too large this much more is read and thrown away: a client that still sends would not read the answer. */
const DISCARDED_BYTES = 16 * 1024 * 1024

/** Validates one part of a request. Throws `invalid_input` naming the fields at fault. */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value, {
    error: (issue) => (issue.input === undefined ? 'is required' : undefined),
  })
  if (result.success) return result.data
  const issues: FieldIssue[] = result.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }]
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'unknown field' }))
  })
  throw new DomainError(
    'invalid_input',
    `${issues.length === 1 ? 'One field is' : `${issues.length} fields are`} invalid.`,
    { issues: issues.slice(0, MAX_ISSUES) },
  )
}

/** The media type that a request names for its body; empty when it names none. */
export const typeGiven = (request: Request): string =>
  (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/**
 * Reads a body as text. Throws when it is too large, incomplete, not UTF-8, or of another media type; undefined: any is
 * taken.
 */
export async function readText(
  request: Request,
  type: MediaType | undefined,
  maxBytes: number,
): Promise<string> {
  if (type !== undefined && typeGiven(request) !== type)
    throw new DomainError('unsupported_media_type', `Send the body as ${type}.`)
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes)
  // Of a body whose length is told no more than that arrives, and it is read at once; only others need counting.
  const bytes = await (length === null ? readBytes(request, maxBytes) : whole(request.arrayBuffer()))
  try {
    return utf8.decode(bytes)
  } catch {
    throw new DomainError('malformed_request', 'The body is not valid UTF-8.')
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const brokeOff = () => new DomainError('malformed_request', 'The body broke off before its end.')

const whole = <T>(reading: Promise<T>): Promise<T> =>
  reading.catch(() => {
    throw brokeOff()
  })

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of chunksOf(request, maxBytes)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A body as it arrives, up to its limit. Throws when it has more than that or breaks off. */
export async function* chunksOf(request: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size <= maxBytes) yield chunk
      else if (size > maxBytes + DISCARDED_BYTES) break
    }
  } catch {
    throw brokeOff()
  }
  if (size > maxBytes) throw tooLarge(maxBytes)
}

export const tooLarge = (maxBytes: number) =>
  new DomainError('payload_too_large', `The body may have at most ${maxBytes} bytes.`)

// Only an escape can bring in a NUL or a lone surrogate: the raw bytes were checked as UTF-8, and JSON forbids a raw NUL.
const SUSPICIOUS = /\\u(?:0000|005[fF]|[dD][89a-fA-F])|__proto__/

/** Parses JSON and refuses what could not be kept as it is, wherever it stands: NUL, lone surrogates, a key `__proto__`. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DomainError('malformed_request', 'The body is not valid JSON.')
  }
  if (SUSPICIOUS.test(text)) assertKeepable(value, [])
  return value
}

function assertKeepable(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string') assertStorable(value, path.join('.'))
  if (typeof value !== 'object' || value === null) return
  if (path.length === MAX_DEPTH)
    throw new DomainError('malformed_request', `The body is nested deeper than ${MAX_DEPTH} levels.`)
  for (const [key, child] of Object.entries(value)) {
    const childPath = [...path, key]
    assertStorable(key, childPath.join('.'))
    if (key === '__proto__') throw fieldError(childPath.join('.'), 'may not be used as a name')
    assertKeepable(child, childPath)
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
