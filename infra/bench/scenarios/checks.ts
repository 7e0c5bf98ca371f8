// What it costs to know who asks: in this process, without HTTP.
import { setImmediate } from 'node:timers/promises'
import postgres from 'postgres'
import { openDirectory } from '../../../control-plane/gateway/index.ts'
import { accountTokens } from '../../../control-plane/tokens.ts'
import { createCredential } from '../../../shared/auth/credentials.ts'
import { type TenantGrant, tokenSigner, tokenVerifier } from '../../../shared/auth/token.ts'
import { openPool } from '../../../shared/db/connect.ts'
import { NO_CLIENT } from '../../../shared/http/client.ts'
import { createLog } from '../../../shared/log.ts'
import { asApp } from '../../local/databases.ts'
import { median } from '../measure.ts'
import { type Fact, ms, type Report } from '../report.ts'
import { SHARD, type Stage } from '../stage.ts'

const DECISIONS = 50_000
const SIGNED_TOKENS = 1_000
const ROUNDS = 5
const REVOKED_KEYS = 200
const COLD_AIM_MS = 5
const REVOKED_AIM_MS = 1_000
const client = () => NO_CLIENT

/** Keys from the gateway's memory, looked up and revoked; tokens verified anew and remembered. */
export async function checks(stage: Stage): Promise<Report> {
  const url = asApp(stage.controlUrl, stage.secrets.appPassword)
  const pool = openPool(url, 2, 'bench')
  const directory = await openDirectory(pool, url, {
    tokens: accountTokens(stage.secrets.tokenSecret),
    log: createLog('warn', 'bench'),
  })
  try {
    const keys = stage.stores.slice(0, 1_000).map((store) => store.publishable)
    const known = async (key: string) => {
      if ((await directory.credential(key, client)) === undefined) throw new Error('A key was not known.')
    }
    const cold: number[] = []
    for (const key of keys) cold.push((await timed(1, () => known(key))) / 1_000)
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
        ...msFacts('key check, key looked up', cold, COLD_AIM_MS),
        ...msFacts(
          'key revoked: refused by both of two gateways after',
          await revocations(stage),
          REVOKED_AIM_MS,
        ),
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

/** How long (ms) after a key was revoked two gateways, each with connections of its own, refuse it. */
async function revocations(stage: Stage): Promise<number[]> {
  const url = asApp(stage.controlUrl, stage.secrets.appPassword)
  const sql = postgres(stage.controlUrl, { max: 1 })
  const pools = [0, 1].map(() => openPool(url, 2, 'bench'))
  const gateways = await Promise.all(
    pools.map((pool) =>
      openDirectory(pool, url, {
        tokens: accountTokens(stage.secrets.tokenSecret),
        log: createLog('warn', 'bench'),
      }),
    ),
  )
  try {
    const made = Array.from({ length: REVOKED_KEYS }, () => createCredential('sp_sk_'))
    const tenantId = stage.stores[0]?.tenantId ?? ''
    await sql`
      insert into api_keys (tenant_id, kind, name, key_hash, hint, scopes)
      select ${tenantId}::uuid, 'secret', 'revoked', hash, hint, '{}'
      from unnest(${made.map(({ hash }) => hash)}::text[], ${made.map(({ hint }) => hint)}::text[]) as k (hash, hint)`
    const delays: number[] = []
    for (const { secret, hash } of made) {
      for (const gateway of gateways)
        if ((await gateway.credential(secret, client)) === undefined) throw new Error('A key was not known.')
      const started = performance.now()
      await sql`update api_keys set revoked_at = now() where key_hash = ${hash}`
      for (const gateway of gateways)
        while ((await gateway.credential(secret, client)) !== undefined) await setImmediate()
      delays.push(performance.now() - started)
    }
    return delays
  } finally {
    await Promise.all([sql.end(), ...gateways.map((gateway) => gateway.stop())])
    await Promise.all(pools.map((pool) => pool.close()))
  }
}

function msFacts(name: string, values: readonly number[], aim: number): Fact[] {
  const sorted = values.toSorted((a, b) => a - b)
  const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN
  return [
    { name: `${name}, p50`, value: ms(median(values)) },
    { name: `${name}, p99`, value: ms(p99), aim: `< ${ms(aim)}`, met: p99 < aim },
  ]
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
