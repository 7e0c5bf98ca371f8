// Stores of the test platform that may be asked without measure.
import { ADMIN_TOKEN, type TestPlatform, type TestStore } from './platform.ts'

const NONE = { per_minute: null, per_hour: null, per_day: null, concurrent: null, burst: null }

/** Lifts the rate limits of a store and its keys. */
export async function liftRates(
  platform: Pick<TestPlatform, 'call'>,
  store: Pick<TestStore, 'id'>,
): Promise<void> {
  for (const scope of ['tenant', 'key']) {
    const path = `/platform/v1/tenants/${store.id}/rate-limit-overrides`
    const body = { scope, limits: NONE, reason: 'test' }
    const { status, text } = await platform.call('POST', path, { key: ADMIN_TOKEN, body })
    if (status !== 201) throw new Error(`A limit was not lifted: ${status} ${text}`)
  }
}
