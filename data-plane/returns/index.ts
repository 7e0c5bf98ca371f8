export { getReturn } from './service/returns.ts'
