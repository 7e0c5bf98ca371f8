import { expect, test } from 'vitest'
import { readVariantCells } from './cells.ts'

test.each([
  ['deny', 'shopify', 0],
  ['continue', 'shopify', -3],
  ['deny', '', -3],
])('stock below zero with policy %s and tracker "%s" is read as %i', (policy, tracker, quantity) => {
  const cells = {
    'Variant Inventory Tracker': tracker,
    'Variant Inventory Qty': '-3',
    'Variant Inventory Policy': policy,
  }
  const { fields, errors } = readVariantCells(cells, 'USD')
  expect([fields.inventory_quantity, errors]).toEqual([quantity, []])
})
