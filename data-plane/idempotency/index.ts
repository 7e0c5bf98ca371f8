export { tenantIdempotency } from './service.ts'
