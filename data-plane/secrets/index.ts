export { secretPlace } from './rules.ts'
