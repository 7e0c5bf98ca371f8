// When a gateway is in trouble.

/** More than this of the attempts failed, in parts per million. */
const LIMIT_PPM = 50_000
/** Fewer say nothing. */
const LEAST_ATTEMPTS = 20

export const failedPpm = ({ attempts, failed }: { attempts: number; failed: number }): number =>
  attempts === 0 ? 0 : Math.round((failed * 1_000_000) / attempts)

/**
 * Whether too much fails for reasons of the provider. Declines do not count: banks decline one card in ten on a good day, and
 * whoever tests stolen cards would raise the alarm at will. Undefined: too few attempts to tell, so what was known stays.
 */
export function isFailing(health: { attempts: number; failed: number }): boolean | undefined {
  if (health.attempts >= LEAST_ATTEMPTS) return failedPpm(health) > LIMIT_PPM
  return health.failed === 0 ? false : undefined
}
