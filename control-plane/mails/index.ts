export type { MailDraft } from './schema.ts'
export { sendMail } from './service.ts'
