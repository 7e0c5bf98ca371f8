// Answers of a worker in another process that are for all shoppers of a store alike. Each is kept for a moment: what is asked for
// again and again does not cross to the worker each time.
import { LRUCache } from 'lru-cache'
import { answerTo, isShared, keyOf, type SharedAnswer } from '../../shared/http/cached-answer.ts'
import type { Dispatch } from '../../shared/http/dispatch.ts'

/** By so much longer than a worker's own answer can one be outdated that is given here. */
const KEPT_MS = 1_000
const MAX_BYTES = 32 * 1024 * 1024
/** Bytes that an entry takes beside its body. */
const ENTRY_BYTES = 600

/** What a worker answered: a body that was not read whole is none to keep. */
export type WorkerAnswer = {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
}

type Kept = SharedAnswer & { asked: number }

/**
 * Asks a worker what is not kept. What is read here is never older than what was written here: a store's answers that were asked for
 * before one of its writes was answered are not used again.
 * @param now milliseconds that never go back
 */
export function keepingAnswers(
  ask: (...asked: Parameters<Dispatch>) => Promise<WorkerAnswer>,
  respond: (answer: WorkerAnswer) => Response,
  now: () => number = () => performance.now(),
): Dispatch {
  const kept = new LRUCache<string, Kept>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ body }, id) => body.byteLength + id.length + ENTRY_BYTES,
  })
  /** When each store's latest write was answered, the latest last. */
  const written = new Map<string, number>()
  const noteWrite = (tenantId: string) => {
    const at = now()
    written.delete(tenantId)
    written.set(tenantId, at)
    // What was asked for before those is too old by itself.
    for (const [id, before] of written) {
      if (at - before < KEPT_MS) break
      written.delete(id)
    }
  }
  const isCurrent = ({ asked }: Kept, tenantId: string) =>
    now() - asked < KEPT_MS && asked > (written.get(tenantId) ?? Number.NEGATIVE_INFINITY)

  return (request, envelope) => {
    const { tenantId, principal } = envelope.grant
    const { method } = request
    const isWrite = method !== 'GET' && method !== 'HEAD'
    if (tenantId !== undefined && isWrite)
      return ask(request, envelope)
        .finally(() => noteWrite(tenantId))
        .then(respond)
    // Whoever may read the shop is given the same as all others who may.
    const isForShoppers =
      method === 'GET' && envelope.visit === undefined && principal.permissions.has('shop')
    if (tenantId === undefined || !isForShoppers) return ask(request, envelope).then(respond)
    const id = `${tenantId} ${keyOf(request.url)}`
    const known = kept.get(id)
    if (known !== undefined && isCurrent(known, tenantId)) return answerTo(request, known)
    const asked = now()
    return ask(request, envelope).then((answer) => {
      const { status, headers, body } = answer
      if (isShared(status, headers) && body instanceof Uint8Array)
        kept.set(id, { body, etag: String(headers.etag), type: String(headers['content-type']), asked })
      return respond(answer)
    })
  }
}
