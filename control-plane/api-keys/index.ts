export { insertUsage } from './queries.ts'
export { issueFirstKeys } from './service.ts'
export { type KeyUsage, openKeyUsage } from './usage.ts'
