// What it costs to know who asks: in this process, without HTTP.
import { openDirectory } from '../../../control-plane/gateway/index.ts'
import { type TenantGrant, tokenSigner, tokenVerifier } from '../../../shared/auth/token.ts'
import { openPool } from '../../../shared/db/connect.ts'
import { createLog } from '../../../shared/log.ts'
import { asApp } from '../../local/databases.ts'
import { median } from '../measure.ts'
import type { Report } from '../report.ts'
import { SHARD, type Stage } from '../stage.ts'

const DECISIONS = 50_000
const SIGNED_TOKENS = 1_000
const ROUNDS = 5

/** Keys from the gateway's memory; tokens verified anew and remembered. */
export async function checks(stage: Stage): Promise<Report> {
  const url = asApp(stage.controlUrl, stage.secrets.appPassword)
  const pool = openPool(url, 2, 'bench')
  const directory = await openDirectory(pool.db, url, createLog('warn', 'bench'))
  try {
    const keys = stage.stores.slice(0, 1_000).map((store) => store.publishable)
    const known = async (key: string) => {
      if ((await directory.credential(key)) === undefined) throw new Error('A key was not known.')
    }
    for (const key of keys) await known(key)
    const keyMicros = await microsOf(DECISIONS, (i) => known(keys[i % keys.length] ?? ''))

    const sign = tokenSigner(stage.secrets.tokenSecret)
    const tokens = await Promise.all(Array.from({ length: SIGNED_TOKENS }, (_, i) => sign(grantOf(i))))
    const fresh: number[] = []
    let verify = tokenVerifier(stage.secrets.tokenSecret, SHARD)
    for (let round = 0; round < ROUNDS; round += 1) {
      verify = tokenVerifier(stage.secrets.tokenSecret, SHARD)
      fresh.push(await timed(tokens.length, (i) => verify(tokens[i] ?? '')))
    }
    const rememberedMicros = await microsOf(DECISIONS, (i) => verify(tokens[i % tokens.length] ?? ''))
    const fact = (name: string, micros: number) => ({ name, value: `${micros.toFixed(2)} µs` })
    return {
      ratios: [],
      facts: [
        fact('key check, key remembered', keyMicros),
        fact('token check, first time', median(fresh)),
        fact('token check, remembered', rememberedMicros),
      ],
      notes: [],
    }
  } finally {
    await directory.stop()
    await pool.close()
  }
}

const grantOf = (i: number): TenantGrant => ({
  tenantId: `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`,
  shard: SHARD,
  epoch: 1,
  plan: 'starter',
  principal: { kind: 'publishable_key', id: String(i), permissions: new Set(['shop']) },
})

async function microsOf(decisions: number, decide: (i: number) => unknown): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await timed(decisions, decide))
  return median(rounds)
}

async function timed(decisions: number, decide: (i: number) => unknown): Promise<number> {
  const started = performance.now()
  for (let i = 0; i < decisions; i += 1) await decide(i)
  return ((performance.now() - started) * 1000) / decisions
}
