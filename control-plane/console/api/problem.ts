/** Field errors by what is wrong: `path` is that of the request's body, with dots. */
export type FieldFault = { readonly path: string; readonly message: string }

/** An answer that refuses (RFC 9457), or `offline` when none came. */
export class ProblemError extends Error {
  readonly status: number
  /** Stable: what to decide by. */
  readonly code: string
  readonly detail: string
  readonly errors: readonly FieldFault[]
  readonly requestId: string | undefined
  /** In how many seconds it may be tried again, if the answer says so. */
  readonly retryAfter: number | undefined

  constructor(problem: {
    status: number
    code: string
    detail: string
    errors?: readonly FieldFault[]
    requestId?: string | undefined
    retryAfter?: number | undefined
  }) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.errors = problem.errors ?? []
    this.requestId = problem.requestId
    this.retryAfter = problem.retryAfter
  }

  /** The same with the paths of its faults as seen from `prefix`, for forms that hold a part of what was sent. */
  under(prefix: string): ProblemError {
    const errors = this.errors.map(({ path, message }) => ({
      path: path.startsWith(prefix) ? path.slice(prefix.length) : path,
      message,
    }))
    return new ProblemError({ ...this, detail: this.detail, errors })
  }
}

/**
 * Reads what a refusing answer says; one that is no problem document, such as a proxy's, has the code `unavailable`.
 * @param read its body, if that was read already
 */
export async function problemOf(response: Response, read?: unknown): Promise<ProblemError> {
  const { status } = response
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfter = Number.isFinite(seconds) ? seconds : undefined
  try {
    const body = (read ?? (await response.json())) as Record<string, unknown>
    if (typeof body.code === 'string' && typeof body.detail === 'string')
      return new ProblemError({
        status,
        code: body.code,
        detail: body.detail,
        errors: Array.isArray(body.errors) ? (body.errors as FieldFault[]) : [],
        requestId: typeof body.request_id === 'string' ? body.request_id : undefined,
        retryAfter,
      })
  } catch {
    // No JSON: handled below.
  }
  return new ProblemError({
    status,
    code: 'unavailable',
    detail: `The server answered ${status}.`,
    retryAfter,
  })
}

/** Whether an error is a refusal with this code. */
export const isProblem = (error: unknown, ...codes: string[]): error is ProblemError =>
  error instanceof ProblemError && codes.includes(error.code)
