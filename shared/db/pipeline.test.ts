import { expect, test } from 'vitest'
import { DomainError } from '../errors.ts'
import { databaseOver } from './pipeline.ts'

test('a statement that is not run because the store is too busy is refused as such', async () => {
  const busy = new DomainError('unavailable', 'This store is too busy just now. Try again.')
  const db = databaseOver(async () => {
    throw busy
  })
  await expect(db.run({ text: 'select 1', values: [] })).rejects.toBe(busy)
})

test('the failure of a statement names it', async () => {
  const db = databaseOver(async () => {
    throw new Error('syntax error')
  })
  const failure = { query: 'selct 1', cause: { message: 'syntax error' } }
  await expect(db.run({ text: 'selct 1', values: [] })).rejects.toMatchObject(failure)
})
