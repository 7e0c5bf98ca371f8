export { controlIdempotency } from './service.ts'
