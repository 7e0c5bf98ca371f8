// What gateways note of the use of keys: collected in memory, written by the batch. It costs a request almost nothing, and may
// lose the last seconds when a process dies.
import { v7 as uuidv7 } from 'uuid'
import type { Client } from '../../shared/http/client.ts'
import type { Log } from '../../shared/log.ts'
import type { ApiKeyRequest } from './schema.ts'

const FLUSH_MS = 5_000
/** A key's last use is told to within this. */
const MINUTE_MS = 60_000
/** So many requests of one key are kept in a minute, by each gateway; the others are counted only. */
export const KEPT_PER_MINUTE = 60
/** So many of all keys are kept with one batch. */
const MAX_BATCH = 1_000
const MAX_PATH = 500

type UsedKey = { readonly id: string; readonly tenant_id: string }
/** Times are RFC 3339. */
export type UsageBatch = {
  readonly uses: readonly (UsedKey & { at: string; ip: string })[]
  readonly requests: readonly (ApiKeyRequest & { tenant_id: string; api_key_id: string })[]
  readonly dropped: readonly (UsedKey & { count: number })[]
}
type Answered = { request: Request; path: string; response: Response; ms: number }

export type KeyUsage = {
  /** Notes that a key was let in. */
  used: (key: UsedKey, client: () => Client) => void
  /** Notes a request that was answered. */
  answered: (key: UsedKey, answered: Answered) => void
  /** Writes what is left. */
  stop: () => Promise<void>
}

/** @param store writes a batch in one transaction; a batch that it fails to write is counted as dropped */
export function openKeyUsage(
  store: (batch: UsageBatch) => Promise<void>,
  { log, flushMs = FLUSH_MS }: { log: Log; flushMs?: number | undefined },
): KeyUsage {
  let minuteEnds = 0
  /** Keys whose use was noted in this minute. */
  const noted = new Set<string>()
  /** How many of their requests were kept in it. */
  const kept = new Map<string, number>()
  let uses: UsageBatch['uses'][number][] = []
  let requests: UsageBatch['requests'][number][] = []
  let dropped = new Map<string, UsageBatch['dropped'][number]>()

  const drop = ({ id, tenant_id }: UsedKey, count: number): void => {
    const known = dropped.get(id)
    if (known === undefined) dropped.set(id, { id, tenant_id, count })
    else known.count += count
  }

  const flush = async (): Promise<void> => {
    const now = Date.now()
    if (now >= minuteEnds) {
      noted.clear()
      kept.clear()
      minuteEnds = now + MINUTE_MS
    }
    const batch = { uses, requests, dropped: [...dropped.values()] }
    if (uses.length + requests.length + dropped.size === 0) return
    uses = []
    requests = []
    dropped = new Map()
    try {
      await store(batch)
    } catch (error) {
      log.warn({ err: error }, 'the use of API keys was not written')
      for (const use of batch.uses) noted.delete(use.id)
      for (const { api_key_id: id, tenant_id } of batch.requests) drop({ id, tenant_id }, 1)
      for (const key of batch.dropped) drop(key, key.count)
    }
  }
  let flushing: Promise<void> | undefined
  const timer = setInterval(() => {
    flushing ??= flush().finally(() => {
      flushing = undefined
    })
  }, flushMs).unref()

  return {
    used: ({ id, tenant_id }, client) => {
      if (noted.has(id)) return
      noted.add(id)
      uses.push({ id, tenant_id, at: new Date().toISOString(), ip: client().address })
    },
    answered: (key, answered) => {
      const before = kept.get(key.id) ?? 0
      if (before >= KEPT_PER_MINUTE || requests.length >= MAX_BATCH) return drop(key, 1)
      kept.set(key.id, before + 1)
      requests.push({ tenant_id: key.tenant_id, api_key_id: key.id, ...entryOf(answered) })
    },
    stop: async () => {
      clearInterval(timer)
      await flushing
      await flush()
    },
  }
}

function entryOf({ request, path, response, ms }: Answered): ApiKeyRequest {
  const at = Date.now() - ms
  return {
    id: uuidv7({ msecs: Math.trunc(at) }),
    at: new Date(at).toISOString(),
    method: request.method,
    path: path.slice(0, MAX_PATH),
    status: response.status,
    duration_ms: Math.round(ms * 100) / 100,
    request_bytes: request.headers.has('transfer-encoding') ? null : (lengthOf(request.headers) ?? 0),
    response_bytes: lengthOf(response.headers) ?? (response.body === null ? 0 : null),
  }
}

function lengthOf(headers: Headers): number | null {
  const length = headers.get('content-length')
  return length === null ? null : Number(length)
}
