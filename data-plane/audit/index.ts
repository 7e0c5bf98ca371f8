export { storeTrail } from './service.ts'
