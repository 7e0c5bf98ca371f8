export { createAccount, createSession } from './service.ts'
