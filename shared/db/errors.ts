// Reading what Postgres refused. Drizzle wraps the driver's error as the cause of its own.
import { DomainError } from '../errors.ts'

type PostgresError = { code: string; constraint?: string }

function postgresError(error: unknown): PostgresError | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('code' in e && typeof e.code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(e.code))
      return e as unknown as PostgresError
  }
  return undefined
}

/** The SQLSTATE of a database error, or undefined for any other error. */
export const sqlState = (error: unknown): string | undefined => postgresError(error)?.code

export const FOREIGN_KEY_VIOLATION = '23503'
const VIOLATIONS = new Set([FOREIGN_KEY_VIOLATION, '23505', '23514'])

/** Runs `work`, turning the violation of one of the named `constraints` (unique, check or foreign key) into the error given for it. */
export async function onViolation<T>(
  constraints: Record<string, () => DomainError>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const found = postgresError(error)
    const isViolation = found !== undefined && VIOLATIONS.has(found.code)
    const toDomainError = isViolation ? constraints[found.constraint ?? ''] : undefined
    throw toDomainError === undefined ? error : toDomainError()
  }
}

/** Raised by app.enter_tenant: the tenant is not here, or no longer at the epoch that the caller knew. */
export const STALE_EPOCH = 'SP001'
const INVALID_TEXT = new Set(['22021', '22P05'])
/** The code of errors from connect.ts: there is no connection, or what it was doing is unknown. */
export const CONNECTION_LOST = 'CONNECTION_LOST'
const UNREACHABLE = new Set([
  CONNECTION_LOST,
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const SERVER_GONE = new Set(['57P01', '57P02', '57P03', '08006', '08001', '08003', '08004', '53300', '57014'])

/** The problem behind a database error where there is one that the caller can act on; otherwise the error itself. */
export function databaseProblem(error: unknown): unknown {
  const state = sqlState(error)
  if (state === STALE_EPOCH) {
    return new DomainError('tenant_moved', 'This store is being moved. Try again.', { retryAfter: 1 })
  }
  if (state !== undefined && INVALID_TEXT.has(state)) {
    return new DomainError('malformed_request', 'The request holds text that cannot be stored.')
  }
  if ((state !== undefined && SERVER_GONE.has(state)) || isUnreachable(error)) {
    return new DomainError('unavailable', 'The database cannot be reached just now. Try again.', {
      retryAfter: 1,
    })
  }
  return error
}

function isUnreachable(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('code' in e && typeof e.code === 'string' && UNREACHABLE.has(e.code)) return true
  }
  return false
}
