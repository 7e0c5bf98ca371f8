// What every refusal of every API must look like.
import { expect } from 'vitest'
import { ERROR_CODES, type ErrorCode } from '../errors.ts'
import type { Answer } from './platform.ts'

/** Expects a problem of this code, under its request id, that tells nothing of our insides. */
export function expectProblem(answer: Answer, code: ErrorCode, paths?: readonly string[]): void {
  const [status, title] = ERROR_CODES[code]
  expect({ status: answer.status, code: answer.body?.code }, answer.text.slice(0, 500)).toEqual({
    status,
    code,
  })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.body).toEqual({
    type: `urn:storeplane:error:${code}`,
    title,
    status,
    code,
    detail: expect.stringMatching(/\S/),
    request_id: answer.headers.get('x-request-id'),
    errors: expect.any(Array),
  })
  expect(answer.body.request_id).toMatch(/^[0-9a-f-]{36}$/)
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|\bselect\b.*\bfrom\b|\n\s+at /)
  for (const error of answer.body.errors)
    expect(error).toEqual({ path: expect.any(String), message: expect.stringMatching(/\S/) })
  if (paths !== undefined)
    expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([...paths].sort())
}
