import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'

const TotpCode = z
  .string()
  .regex(/^\d{6}$/, 'must be the six digits that the app shows')
  .meta({ example: '492039', description: 'Of an authenticator app; each counts once' })
const RecoveryCode = z
  .string()
  .max(100)
  .meta({ example: 'k3vq-9m2t-x7ha-p4cd', description: 'Instead of a code of the app; each counts once' })
const Password = z.string().max(200).meta({ example: 'a long passphrase' })

/** One of the two, or neither. */
export const secondFactorFields = { totp_code: TotpCode.optional(), recovery_code: RecoveryCode.optional() }
export type SecondFactor = { totp_code?: string | undefined; recovery_code?: string | undefined }

export const EnrolmentInput = z.strictObject({ password: Password }).meta({ id: 'TwoFactorEnrolmentInput' })
export const ConfirmInput = z.strictObject({ totp_code: TotpCode }).meta({ id: 'TwoFactorConfirmInput' })
export const RenewInput = z
  .strictObject({ password: Password, totp_code: TotpCode })
  .meta({ id: 'RecoveryCodesInput' })
export const DisableInput = z
  .strictObject({ password: Password, ...secondFactorFields })
  .meta({ id: 'TwoFactorDisableInput' })

export const Enrolment = z
  .object({
    secret: z.string().meta({ description: 'Base32, for apps that take it by hand' }),
    otpauth_uri: z.string(),
    qr_svg: z.string().meta({ description: 'The same URI as a QR code' }),
  })
  .meta({ id: 'TwoFactorEnrolment' })
export type Enrolment = z.output<typeof Enrolment>

export const RecoveryCodes = z
  .object({ recovery_codes: z.array(z.string()).meta({ description: 'Shown only now' }) })
  .meta({ id: 'RecoveryCodes' })
export type RecoveryCodes = z.output<typeof RecoveryCodes>

export const TwoFactor = z
  .object({
    enabled: z.boolean(),
    confirmed_at: z.string().nullable(),
    recovery_codes_left: z.int(),
  })
  .meta({ id: 'TwoFactor' })
export type TwoFactor = z.output<typeof TwoFactor>

const EventKind = z.enum([
  'enrolled',
  'confirmed',
  'failed',
  'recovery_code_used',
  'recovery_codes_renewed',
  'disabled',
])
export type EventKind = z.output<typeof EventKind>

export const TwoFactorEvent = z
  .object({
    id: z.uuid(),
    kind: EventKind,
    address: z.string(),
    user_agent: z.string(),
    created_at: z.string(),
  })
  .meta({ id: 'TwoFactorEvent' })
export type TwoFactorEvent = z.output<typeof TwoFactorEvent>
export const EventFilter = z.strictObject(Paging)
export type EventFilter = z.output<typeof EventFilter>
export const TwoFactorEvents = pageOf(TwoFactorEvent).meta({ id: 'TwoFactorEvents' })
