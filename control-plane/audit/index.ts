export { platformTrail } from './service.ts'
