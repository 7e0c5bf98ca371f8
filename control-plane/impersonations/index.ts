export { findImpersonation, type Impersonated } from './queries.ts'
