// `/healthz` (the process runs) and `/readyz` (it can serve), on any host name.
import { setTimeout } from 'node:timers/promises'

/** Who asks is better told that nothing answers than kept waiting. */
const READY_TIMEOUT_MS = 2_000

const answer = (ok: boolean) =>
  Response.json({ status: ok ? 'ok' : 'unavailable' }, { status: ok ? 200 : 503 })

/** The health answer when `path` asks for one, otherwise undefined. */
export function healthAnswer(path: string, ready: () => Promise<boolean>): Promise<Response> | undefined {
  if (path === '/healthz') return Promise.resolve(answer(true))
  if (path === '/readyz')
    return Promise.race([ready(), setTimeout(READY_TIMEOUT_MS, false, { ref: false })]).then(answer)
  return undefined
}
