import type { Module } from '../../shared/module.ts'
import { expireKeys } from './jobs.ts'

export const idempotency: Module = { name: 'idempotency', routes: [], work: [expireKeys] }
