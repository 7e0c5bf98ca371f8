export { recordPayment } from './service.ts'
