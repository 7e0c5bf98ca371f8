import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { SessionTokens } from '../session-tokens.ts'

export const Email = z.email().max(254).toLowerCase().meta({ example: 'owner@example.com' })
/** One that is chosen now. */
export const NewPassword = z.string().min(10).max(200).meta({ example: 'a long passphrase' })
/** One that is to be right. */
const Password = z.string().min(1).max(200).meta({ example: 'the passphrase of now' })
const Code = z.string().min(1).max(100)
const Token = z.string().min(1).max(2_000)

/** Without the tokens where they are cookies, which no script can read. */
export const SignedIn = SessionTokens.partial({
  session_token: true,
  refresh_token: true,
  device_token: true,
})
  .extend({
    user: z
      .object({ id: z.uuid(), email: z.string() })
      .optional()
      .meta({ description: 'Who signed in; not told again by a refresh' }),
  })
  .meta({ id: 'SignedIn' })
export type SignedIn = z.output<typeof SignedIn>

export const SignInInput = z
  .strictObject({
    email: Email,
    password: Password,
    totp_code: Code.optional(),
    recovery_code: Code.optional(),
    device_token: Token.optional(),
    cookie: z
      .boolean()
      .default(false)
      .meta({ description: "Set the tokens as cookies of the installation's own host instead" }),
  })
  .meta({ id: 'SignInInput' })
export type SignInInput = z.output<typeof SignInInput>

export const RefreshInput = z
  .strictObject({
    refresh_token: Token.optional().meta({ description: 'Unless its cookie is sent' }),
    cookie: z
      .boolean()
      .default(false)
      .meta({ description: 'Set the next tokens as cookies, also when the one before was sent in the body' }),
  })
  .meta({ id: 'RefreshInput' })
export type RefreshInput = z.output<typeof RefreshInput>

export const Session = z
  .object({
    id: z.uuid(),
    user_agent: z.string(),
    address: z.string(),
    created_at: z.string(),
    last_used_at: z.string().meta({ description: 'When it began or was last refreshed' }),
    expires_at: z.string(),
    current: z.boolean().meta({ description: 'Whether it is the one that asks' }),
  })
  .meta({ id: 'Session' })
export type Session = z.output<typeof Session>
export const SessionPage = pageOf(Session).meta({ id: 'SessionPage' })
export const SessionPaging = z.strictObject(Paging)
export type SessionPaging = z.output<typeof SessionPaging>
export const SessionId = z.object({ session_id: z.uuid() })
export const SessionEnded = z.object({ id: z.uuid(), deleted: z.literal(true) })
export const SessionsEnded = z.object({ revoked: z.int() })

export const Account = z
  .object({
    id: z.uuid(),
    email: z.string(),
    email_verified_at: z.string().nullable(),
    pending_email: z
      .string()
      .nullable()
      .meta({ description: 'The new address, until the link mailed to it is followed' }),
    name: z.string().nullable(),
    platform_role: z.enum(['admin']).nullable(),
    two_factor: z.boolean().meta({ description: 'Whether signing in takes a second factor' }),
    created_at: z.string(),
    stores: z
      .array(
        z.object({ id: z.uuid(), slug: z.string(), name: z.string(), status: z.string(), role: z.string() }),
      )
      .meta({ description: 'The newest 100; all are listed by `GET /platform/v1/tenants`' }),
  })
  .meta({ id: 'Account' })
export type Account = z.output<typeof Account>

export const AccountPatch = z
  .strictObject({
    name: z.string().trim().min(1).max(200).nullable().optional(),
    email: Email.optional(),
    password: Password.optional().meta({ description: 'The current one, to change the e-mail address' }),
  })
  .refine((patch) => (patch.email === undefined) === (patch.password === undefined), {
    path: ['password'],
    message: 'is needed to change the e-mail address, and only then',
  })
  .meta({ id: 'AccountPatch' })
export type AccountPatch = z.output<typeof AccountPatch>

export const PasswordChange = z
  .strictObject({ current_password: Password, new_password: NewPassword })
  .meta({ id: 'PasswordChange' })
export type PasswordChange = z.output<typeof PasswordChange>

export const ResetRequest = z.strictObject({ email: Email }).meta({ id: 'PasswordResetRequest' })
export const ResetInput = z
  .strictObject({ token: Token, new_password: NewPassword })
  .meta({ id: 'PasswordReset' })
export type ResetInput = z.output<typeof ResetInput>
export const ResetDone = z.object({ done: z.literal(true), device_token: SessionTokens.shape.device_token })
export const VerificationInput = z.strictObject({ token: Token }).meta({ id: 'EmailVerification' })
export const VerifiedEmail = z.object({ email: z.string(), account_id: z.uuid() })

export const Done = z.object({ done: z.literal(true) })
export const Accepted = z.object({ accepted: z.literal(true) })

export const Admin = z
  .object({ account_id: z.uuid(), email: z.string(), name: z.string().nullable() })
  .meta({ id: 'Admin' })
export type Admin = z.output<typeof Admin>
export const Admins = z.object({ data: z.array(Admin) }).meta({ id: 'Admins' })
export const AdminInput = z.strictObject({ email: Email }).meta({ id: 'AdminInput' })
export const AccountId = z.object({ account_id: z.uuid() })
export const AdminRemoved = z.object({ account_id: z.uuid(), deleted: z.literal(true) })
