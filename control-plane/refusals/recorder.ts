// What gateways note of refused requests: kept in memory for a second, then written together. A flood costs no more than a
// row for each of its first requests in a minute, and a count for the rest.
import { hashCredential } from '../../shared/auth/credentials.ts'
import type { Principal } from '../../shared/auth/permissions.ts'
import type { Db } from '../../shared/db/connect.ts'
import { databaseProblem } from '../../shared/db/errors.ts'
import { DomainError } from '../../shared/errors.ts'
import type { ToldRefusal } from '../../shared/http/refusal.ts'
import { timeOfId } from '../../shared/http/request-id.ts'
import type { Log } from '../../shared/log.ts'
import type { CountRow, RefusalRow } from './queries.ts'
import * as queries from './queries.ts'

/** Stands for the tenant of refusals that belong to no store. */
export const NO_TENANT = '00000000-0000-0000-0000-000000000000'
const MINUTE_MS = 60_000

export type RefusedRequest = {
  requestId: string
  tenant: string | undefined
  status: number
  told: ToldRefusal
  method: string
  path: string
  /** Undefined when it was refused before it was known. */
  principal: Principal | undefined
  /** As sent. Kept as hash and hint, and the hash for no more than the second until it was looked up. */
  secret: string | undefined
  clientAddress: string
}

export type RefusalRecorder = {
  note: (request: RefusedRequest) => void
  /** Writes what is noted and not written yet. */
  flush: () => Promise<void>
  stop: () => Promise<void>
}

type Counted = Pick<RefusalRow, 'tenant_id' | 'code' | 'rule' | 'status' | 'at'>
type Noted = { row: RefusalRow; secretHash: string | undefined }

const LIMITS = { perMinute: 1_000, batch: 500, waiting: 10_000 }
const WRITE_EVERY_MS = 1_000
const MAX_PATH = 500

/**
 * @param db sees all tenants
 * @param limits rows of one store in a minute, in one statement, and in memory while the database is away
 */
export function openRefusals(db: Db, log: Log, limits = LIMITS): RefusalRecorder {
  let noted: Noted[] = []
  let counts = new Map<string, CountRow>()
  let kept = new Map<string, number>()
  let minute = 0
  let writing: Promise<void> | undefined

  const count = ({ tenant_id, code, rule, status, at }: Counted, by = 1): void => {
    const minute = startOfMinute(Date.parse(at))
    const key = [tenant_id, minute, code, rule].join('|')
    const row = counts.get(key) ?? { tenant_id, minute, code, rule, status, count: 0 }
    row.count += by
    counts.set(key, row)
  }

  const write = async (): Promise<void> => {
    while (noted.length + counts.size > 0) {
      const batch = noted.slice(0, limits.batch)
      const counted = [...counts.values()]
      noted = noted.slice(batch.length)
      counts = new Map()
      try {
        const rows = await withKeys(db, batch)
        await Promise.all([
          ...(rows.length === 0 ? [] : [queries.insertRefusals(db, rows)]),
          ...(counted.length === 0 ? [] : [queries.addCounts(db, counted)]),
        ])
      } catch (error) {
        log.warn({ err: error }, 'refusals were not written')
        // What the database refuses once it refuses again.
        if (!isAway(error)) continue
        noted = [...batch, ...noted]
        for (const row of counted) count({ ...row, at: row.minute }, row.count)
        return
      }
    }
  }
  const flush = async (): Promise<void> => {
    writing ??= write().finally(() => {
      writing = undefined
    })
    await writing
  }
  const timer = setInterval(() => void flush(), WRITE_EVERY_MS).unref()

  return {
    note: (request) => {
      const row = rowOf(request)
      const now = Math.floor(Date.parse(row.at) / MINUTE_MS)
      if (now > minute) {
        minute = now
        kept = new Map()
      }
      const before = kept.get(row.tenant_id) ?? 0
      if (before >= limits.perMinute || noted.length >= limits.waiting) return count(row)
      kept.set(row.tenant_id, before + 1)
      const isUnknown = request.told.rule === 'invalid_credentials' && request.secret !== undefined
      noted.push({ row, secretHash: isUnknown ? hashCredential(request.secret ?? '') : undefined })
      if (noted.length >= limits.batch) void flush()
    },
    flush,
    stop: async () => {
      clearInterval(timer)
      await flush()
      await flush()
    },
  }
}

const isAway = (error: unknown): boolean => {
  const problem = databaseProblem(error)
  return problem instanceof DomainError && problem.code === 'unavailable'
}

/** A path may name anything for a tenant. */
const isId = (tenant: string | undefined): tenant is string =>
  tenant !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(tenant)

/** The minute of a time (ms), as the counts have it. */
export const startOfMinute = (ms: number): string =>
  new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString()

function rowOf(request: RefusedRequest): RefusalRow {
  const { told, principal, secret } = request
  return {
    tenant_id: isId(request.tenant) ? request.tenant : NO_TENANT,
    id: request.requestId,
    at: new Date(timeOfId(request.requestId) ?? Date.now()).toISOString(),
    status: request.status,
    code: told.code,
    method: request.method.slice(0, 20),
    path: request.path.slice(0, MAX_PATH),
    rule: told.rule,
    needed: told.needed ?? null,
    had: told.had ?? null,
    principal_kind: principal?.kind ?? 'anonymous',
    principal_id: principal?.id ?? '',
    hint: principal === undefined && secret !== undefined ? hintOf(secret) : null,
    client_address: request.clientAddress,
  }
}

const HINT_CHARS = 12
/** How one of our credentials begins; of what is none nothing, for it may be a password. */
const hintOf = (secret: string): string | null =>
  /^sp_[a-z]{2}_/.test(secret) ? secret.slice(0, HINT_CHARS) : null

/** Of credentials that were not accepted: whether they are keys that were revoked, or those of another store. */
async function withKeys(db: Db, batch: readonly Noted[]): Promise<RefusalRow[]> {
  const hashes = batch.flatMap(({ secretHash }) => (secretHash === undefined ? [] : [secretHash]))
  const found = hashes.length === 0 ? [] : await queries.findKeys(db, hashes)
  const keys = new Map(found.map((key) => [key.key_hash, key]))
  return batch.map(({ row, secretHash }) => {
    if (secretHash === undefined) return row
    const key = keys.get(secretHash)
    if (key === undefined) return { ...row, rule: 'credential.unknown' }
    if (row.tenant_id !== NO_TENANT && row.tenant_id !== key.tenant_id)
      return { ...row, rule: 'credential.other_store' }
    const known = { tenant_id: key.tenant_id, principal_kind: key.kind, principal_id: key.id }
    if (key.revoked_at === null) return { ...row, ...known, rule: 'credential.unknown' }
    return { ...row, ...known, rule: 'credential.revoked', had: key.revoked_at }
  })
}
