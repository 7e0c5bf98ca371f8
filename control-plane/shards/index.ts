export { placeTenant } from './service.ts'
