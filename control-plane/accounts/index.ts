export { createAccount, createSession, hashPassword } from './service.ts'
