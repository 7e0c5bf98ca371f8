// Two small stores to look at, opened on the first start through the public APIs, as an owner would.
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fetch } from '../../shared/http/server.ts'
import { DEMO_STORES, type DemoProduct, type DemoStore } from './demo-stores.ts'

type Keys = { slug: string; email: string; password: string; publishable: string; secret: string }

/**
 * Opens the demo stores unless that was done before; their keys are written to `demo.json`. Each request can be repeated
 * with the same outcome, so that a start that was cut short is made up for by the next. `secret` makes the passwords.
 */
export async function openDemoStores(
  fetch: Fetch,
  { baseDomain, dataDir, secret }: { baseDomain: string; dataDir: string; secret: string },
): Promise<void> {
  const file = join(dataDir, 'demo.json')
  if (existsSync(file)) return
  const stores: Keys[] = []
  for (const store of DEMO_STORES) {
    const password = createHmac('sha256', secret).update(`demo ${store.slug}`).digest('base64url')
    const keys = await openStore(fetch, baseDomain, { ...store, password })
    if (keys !== undefined) stores.push(keys)
  }
  await writeFile(file, JSON.stringify(stores, undefined, 2), { mode: 0o600 })
}

async function openStore(
  fetch: Fetch,
  baseDomain: string,
  store: DemoStore & { password: string },
): Promise<Keys | undefined> {
  const { slug, password } = store
  const send = async (method: string, path: string, key: string, body: unknown): Promise<Response> =>
    fetch(
      new Request(`http://${baseDomain}${path}`, {
        method,
        headers: {
          host: baseDomain,
          'idempotency-key': createHmac('sha256', password)
            .update(JSON.stringify([path, body]))
            .digest('hex'),
          'content-type': 'application/json',
          ...(key && { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify(body),
      }),
    )
  const email = `owner@${slug}.example`
  const signup = await send('POST', '/platform/v1/signup', '', {
    email,
    password,
    store_name: store.name,
    slug,
  })
  // A start that was cut short long ago opened it already, or somebody else has that address.
  if (signup.status === 409) return undefined
  const { api_keys } = (await assertOk(signup)) as { api_keys: { publishable: string; secret: string } }
  await assertOk(await send('PATCH', '/admin/v1/store', api_keys.secret, { default_market: store.market }))
  for (const product of store.products) {
    await assertOk(
      await send('POST', '/admin/v1/products', api_keys.secret, toInput(product, store.currency)),
    )
  }
  return { slug, email, password, ...api_keys }
}

async function assertOk(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`The demo stores could not be opened: ${await response.text()}`)
  return response.json()
}

function toInput({ title, description, type, tags, option, variants }: DemoProduct, currency: string) {
  return {
    title,
    description: `<p>${description}</p>`,
    status: 'active',
    product_type: type,
    tags,
    variants: variants.map(([value, sku, amount, inventory_quantity]) => ({
      sku,
      prices: [{ amount, currency }],
      inventory_quantity,
      ...(option === undefined ? {} : { options: { [option]: value } }),
    })),
  }
}
