// Files in requests and answers. Only a little of a file is in memory at any time.
import { createHash, randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BaseCtx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isAmong } from './cached-answer.ts'
import { chunksOf, tooLarge, typeGiven } from './input.ts'
import { toProblem } from './problem.ts'
import type { ReceivedFile, SentFile } from './route.ts'

/**
 * Writes a body to a temporary file, which the caller removes. Throws when it is of another type than those of `limits`,
 * has more bytes than that type may have, or breaks off.
 */
export async function receiveFile(
  request: Request,
  limits: Readonly<Record<string, number>>,
): Promise<ReceivedFile> {
  const type = typeGiven(request)
  const maxBytes = Object.hasOwn(limits, type) ? limits[type] : undefined
  if (maxBytes === undefined) {
    const types = Object.keys(limits).join(', ')
    throw new DomainError('unsupported_media_type', `Send the body as one of ${types}.`)
  }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const path = join(tmpdir(), `storeplane-upload-${randomUUID()}`)
  const file = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of chunksOf(request, maxBytes)) {
      hash.update(chunk)
      size += chunk.byteLength
      await file.writeFile(chunk)
    }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
  return { type, size, sha256: hash.digest('hex'), path }
}

/** The answer to a GET of a file: all of it, the range that was asked for (RFC 9110, 14), or 304. */
export async function answerFile(request: Request, file: SentFile, ctx: BaseCtx): Promise<Response> {
  const { etag, size } = file
  const headers = { ...file.headers, etag, 'accept-ranges': 'bytes' }
  if (isAmong(etag, request.headers.get('if-none-match'))) return new Response(null, { status: 304, headers })
  const range = rangeOf(request, file)
  if (range === 'beyond') {
    const error = new DomainError('range_not_satisfiable', `The file has ${size} bytes.`)
    const problem = toProblem(error, ctx.requestId, ctx.log)
    problem.headers.set('content-range', `bytes */${size}`)
    return problem
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  return new Response(request.method === 'HEAD' ? null : await file.open({ start, end }), {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-type': file.type,
      'content-length': String(end - start + 1),
      ...(range !== undefined && { 'content-range': `bytes ${start}-${end}/${size}` }),
    },
  })
}

/** The bytes asked for; undefined for all of them, and also for several ranges at once, which a server may pass over. */
function rangeOf(
  request: Request,
  { etag, size }: SentFile,
): { start: number; end: number } | 'beyond' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? []
  if (first === undefined || last === undefined || first + last === '') return undefined
  if ((request.headers.get('if-range') ?? etag) !== etag) return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  return start > end ? 'beyond' : { start, end }
}
