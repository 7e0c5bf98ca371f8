import type { Module } from '../../shared/module.ts'
import { expireKeys } from './jobs.ts'

export const idempotency: Module = {
  name: 'idempotency',
  summary: 'Remembered answers of repeated writes',
  routes: [],
  work: [expireKeys],
}
