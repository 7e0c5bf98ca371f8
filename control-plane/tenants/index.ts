export { notifyOwners } from './service-status.ts'
