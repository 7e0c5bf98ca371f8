export { capturePayment } from './service.ts'
