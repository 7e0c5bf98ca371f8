export type { Return } from './schema.ts'
export { getReturn } from './service/returns.ts'
