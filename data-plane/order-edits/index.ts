export { addLines } from './service/edits.ts'
