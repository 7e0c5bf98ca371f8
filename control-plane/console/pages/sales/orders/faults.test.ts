import { expect, test } from 'vitest'
import { ProblemError } from '../../../api/problem.ts'
import { fieldsOfSent, inMoney } from './faults.ts'

test('faults come to the line that they are about', () => {
  expect(
    fieldsOfSent([{ quantity: 0 }, { quantity: 2 }, { quantity: '' }, { quantity: 1 }], ['quantity']),
  ).toEqual({
    'line_items.0.quantity': 'line_items.1.quantity',
    'line_items.1.quantity': 'line_items.3.quantity',
  })
})

test('amounts are told as money, quantities as they are', () => {
  const errors = [
    { path: 'amount', message: 'Only 5522 is left to refund.' },
    { path: 'line_items.0.quantity', message: 'Only 2 are left.' },
  ]
  const error = new ProblemError({ status: 422, code: 'invalid_input', detail: 'No.', errors })
  const told = inMoney(error, (amount) => `$${amount / 100}`) as ProblemError
  expect(told.errors.map(({ message }) => message)).toEqual([
    'Only $55.22 is left to refund.',
    'Only 2 are left.',
  ])
})
