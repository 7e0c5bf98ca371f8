export { Email, NewPassword } from './schema.ts'
export { createAccount, createVerifiedAccount } from './service/accounts.ts'
export { appointAdmin } from './service/admins.ts'
export { startSession } from './service/sessions.ts'
