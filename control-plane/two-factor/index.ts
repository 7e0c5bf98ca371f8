export { secondFactorFields } from './schema.ts'
export { assertSecondFactor, hasSecondFactor, removeSecondFactor, secretPlace } from './service.ts'
