import { expect, test } from 'vitest'
import { DomainError, type ErrorCode } from '../errors.ts'
import { databaseProblem, onViolation, sqlState } from './errors.ts'

const failure = (code: string, over: object = {}) => Object.assign(new Error('reason'), { code, ...over })
/** As Drizzle hands the driver's error on. */
const wrapped = (cause: Error) => new Error('Failed query', { cause })

test.each<[string, ErrorCode]>([
  ['SP001', 'tenant_moved'],
  ['22021', 'malformed_request'],
  ['22P05', 'malformed_request'],
  ['57P01', 'unavailable'],
  ['53300', 'unavailable'],
  ['ECONNREFUSED', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
  ['ENOTFOUND', 'unavailable'],
  ['ETIMEDOUT', 'unavailable'],
  ['CONNECTION_LOST', 'unavailable'],
])('%s is %s, with a time to try again where that helps', (code, problem) => {
  for (const error of [failure(code), wrapped(failure(code))]) {
    const found = databaseProblem(error) as DomainError
    expect(found).toBeInstanceOf(DomainError)
    expect(found.code).toBe(problem)
    expect(found.retryAfter).toBe(problem === 'malformed_request' ? undefined : 1)
  }
})

test.each([
  failure('23505'),
  failure('42P01'),
  failure('ERR_ASSERTION'),
  new Error('other'),
  'text',
  undefined,
])('another failure stays what it is', (error) => {
  expect(databaseProblem(error)).toBe(error)
})

test('a refusal of our own stays what it is', () => {
  const error = new DomainError('not_found', 'There is none.')
  expect(databaseProblem(error)).toBe(error)
})

test("the SQLSTATE is found however deep it lies, and is none of Node's codes", () => {
  expect(sqlState(wrapped(wrapped(failure('40001'))))).toBe('40001')
  expect(sqlState(failure('EPIPE'))).toBe(undefined)
  expect(sqlState(failure('ECONNREFUSED'))).toBe(undefined)
  expect(sqlState(undefined)).toBe(undefined)
})

test('a violation of a named constraint is the refusal given for it, any other failure stays', async () => {
  const taken = new DomainError('sku_taken', 'Taken.')
  const run = (error: Error) => onViolation({ sku_key: () => taken }, () => Promise.reject(error))
  const violation = (code: string, constraint: string) => wrapped(failure(code, { constraint }))
  for (const code of ['23503', '23505', '23514'])
    await expect(run(violation(code, 'sku_key'))).rejects.toBe(taken)
  for (const error of [violation('23505', 'other_key'), violation('23502', 'sku_key'), new Error('other')])
    await expect(run(error)).rejects.toBe(error)
  expect(await onViolation({}, async () => 'done')).toBe('done')
})
