export { removeIdentities } from './identities.ts'
