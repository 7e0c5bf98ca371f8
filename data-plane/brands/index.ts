export type { StoreBrand } from './schema.ts'
