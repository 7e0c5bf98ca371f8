// The codes that an authenticator app shows.
import { Secret, TOTP } from 'otpauth'

const STEP_SECONDS = 30
/** Steps before and after the present one whose codes are taken too, for clocks that differ (RFC 6238, 5.2). */
const TOLERATED_STEPS = 1
const ISSUER = 'Storeplane'

/**
 * Time-based one-time passwords (RFC 6238) of a secret in base32. Authenticator apps know no other kind than the default.
 * @param label the account, as the app shows it
 */
export const totpOf = (
  secret: string,
  label = '',
  { algorithm, digits }: { algorithm: 'SHA1' | 'SHA256' | 'SHA512'; digits: number } = {
    algorithm: 'SHA1',
    digits: 6,
  },
): TOTP =>
  new TOTP({
    issuer: ISSUER,
    label,
    secret: Secret.fromBase32(secret),
    algorithm,
    digits,
    period: STEP_SECONDS,
  })

/** The step whose code `code` is, or undefined when it is none of the present ones or not later than `lastStep`, which was used. */
export function matchingStep(totp: TOTP, code: string, now: Date, lastStep: number): number | undefined {
  const timestamp = now.getTime()
  const delta = totp.validate({ token: code, timestamp, window: TOLERATED_STEPS })
  if (delta === null) return undefined
  const step = totp.counter({ timestamp }) + delta
  return step > lastStep ? step : undefined
}
