// Opens the demo stores on the first start; what they sold before is drawn in the background (`history/`).
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type postgres from 'postgres'
import { stockStore } from './goods.ts'
import { HISTORY_DAYS } from './history/plan.ts'
import { beginHistory } from './history/progress.ts'
import { alone, clientOf, type DemoKeys, type DemoPlace, keysFile, ownerOf } from './place.ts'
import { silence } from './settings.ts'
import { type DemoSize, type DemoStore, demoStores } from './store-data.ts'

const DAY_MS = 86_400_000

/**
 * Opens the demo stores unless that was done before; their keys are written to `demo.json`. Each request can be repeated
 * with the same outcome, so that a start that was cut short is made up for by the next.
 */
export async function openDemoStores(place: DemoPlace, size: DemoSize): Promise<void> {
  if (existsSync(keysFile(place.dataDir))) return
  await alone(place.controlUrl, true, async (sql) => {
    if (existsSync(keysFile(place.dataDir))) return
    const opened = await Promise.all(demoStores(size).map((store) => openStore(place, sql, { store, size })))
    const keys = opened.filter((keys) => keys !== undefined)
    if (size === 'full') await beginHistory(place.dataDir, new Date())
    await writeFile(keysFile(place.dataDir), JSON.stringify(keys, undefined, 2), { mode: 0o600 })
  })
}

async function openStore(
  place: DemoPlace,
  sql: postgres.Sql,
  { store, size }: { store: DemoStore; size: DemoSize },
): Promise<DemoKeys | undefined> {
  const { slug, name } = store
  const password = createHmac('sha256', place.secret).update(`demo ${slug}`).digest('base64url')
  const email = ownerOf(slug)
  const send = sender(place, password)
  const signup = await send('POST', '/platform/v1/signup', { email, password, store_name: name, slug })
  // A start that was cut short long ago opened it already, or somebody else has that address.
  if (signup.status === 409) return undefined
  if (!signup.ok) throw new Error(`The demo stores could not be opened: ${await signup.text()}`)
  // No mail reaches the owner: without this, creating an administrator of this address would take the account anew.
  await sql`update accounts set email_verified_at = now() where email = ${email}`
  const { api_keys } = (await signup.json()) as { api_keys: { publishable: string; secret: string } }
  // The store's first request makes its shard know it.
  const first = await send('PATCH', '/admin/v1/store', { default_market: store.market }, api_keys.secret)
  if (!first.ok) throw new Error(`The demo stores could not be opened: ${await first.text()}`)
  const client = await clientOf(place, sql, slug)
  const at = new Date(Date.now() - (HISTORY_DAYS + 1) * DAY_MS)
  if (place.hasMailServer) await silence(client.owner, at)
  await stockStore(client, store, size, at)
  return { slug, email, password, ...api_keys }
}

const sender =
  ({ fetch, baseDomain }: DemoPlace, password: string) =>
  (method: string, path: string, body: unknown, key?: string) =>
    fetch(
      new Request(`http://${baseDomain}${path}`, {
        method,
        headers: {
          host: baseDomain,
          'idempotency-key': createHmac('sha256', password).update(path).digest('hex'),
          'content-type': 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify(body),
      }),
    )
