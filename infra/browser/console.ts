// Ways about the console that all its tests and the screenshots take.
import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, Page, Request } from 'playwright-core'

/** How long (ms) a page asks for nothing before it counts as loaded. */
const QUIET_MS = 60
const WAIT_MS = 15_000
const counts = new WeakMap<BrowserContext, { open: Set<Request>; sent: number }>()
const ROUTER = 'window.__TSR_ROUTER__'

/** The paths of all the console's pages, as its router has them: `/stores/$slug/orders`. Needs any page of it to be open. */
export async function consolePaths(page: Page): Promise<string[]> {
  return (await page.evaluate(
    `Object.entries(${ROUTER}.routesByPath).flatMap(([path, { options }]) => options.staticData?.title ? [path] : [])`,
  )) as string[]
}

/**
 * An address of a page of the console: `/stores/$slug/orders/$id` with the store's slug and its first order, which the API
 * behind the segment in front of a parameter tells. Undefined if there is none of that kind.
 */
export async function addressOf(
  page: Page,
  path: string,
  store: { id: string; slug: string },
): Promise<string | undefined> {
  const given: Readonly<Record<string, string>> = {
    ...{ $slug: store.slug, $provider: 'google', $language: 'en', $menu: 'header' },
  }
  const found: string[] = []
  for (const segment of path.split('/')) {
    const kind = found.at(-1) ?? ''
    const list = LISTS[kind]?.replace('{store}', store.id) ?? `/admin/v1/${kind}`
    const value = segment.startsWith('$')
      ? (given[segment] ?? (await firstOf(page, list, store.id)))
      : segment
    if (value === undefined) return undefined
    found.push(value)
  }
  return found.join('/')
}

const OF_STORE = '/platform/v1/tenants/{store}'
/** Lists of what a page is about, where that is not the list of the same name in the staff API. */
const LISTS: Readonly<Record<string, string>> = {
  'api-keys': `${OF_STORE}/api-keys`,
  counts: '/admin/v1/inventory/counts',
  domains: `${OF_STORE}/domains`,
  imports: '/admin/v1/product-imports',
  locations: '/admin/v1/inventory/locations',
  'mail-templates': '/admin/v1/message-templates',
  mails: '/admin/v1/messages',
  members: `${OF_STORE}/members`,
  plans: '/platform/v1/plans',
  refusals: `${OF_STORE}/refusals`,
  roles: `${OF_STORE}/roles`,
  shards: '/platform/v1/shards',
  taxes: '/admin/v1/tax-regions',
  tenants: '/platform/v1/tenants',
  transfers: '/admin/v1/inventory/transfers',
}

type Listed = { id?: string; account_id?: string; request_id?: string; name?: string }

async function firstOf(page: Page, list: string, tenantId: string): Promise<string | undefined> {
  const { status, body } =
    (await page.evaluate(`fetch('${list}', { headers: { 'x-tenant-id': '${tenantId}' } })
    .then(async (answer) => ({ status: answer.status, body: await answer.json() }))`)) as {
      status: number
      body: { data: Listed[] }
    }
  if (status !== 200) throw new Error(`${list} answered ${status}: where is the list that the page is about?`)
  const [first] = body.data
  return first?.id ?? first?.account_id ?? first?.request_id ?? first?.name
}

/** Goes to a page of the console without loading the console anew, and waits until it is there. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`${ROUTER}.navigate({ href: ${JSON.stringify(path)} })`)
  await settled(page)
}

/** What the pages of a context ask for is counted from now on, for `settled`. */
export function countRequests(context: BrowserContext): void {
  const count = { open: new Set<Request>(), sent: 0 }
  counts.set(context, count)
  context.on('request', (request) => {
    count.sent += 1
    count.open.add(request)
  })
  context.on('requestfinished', (request) => count.open.delete(request))
  context.on('requestfailed', (request) => count.open.delete(request))
}

/** Waits until its pages have what they asked for. */
export async function settled(page: Page): Promise<void> {
  const deadline = performance.now() + WAIT_MS
  const loader = page.locator('.mantine-Loader-root, .mantine-Skeleton-root')
  const count = counts.get(page.context())
  while (performance.now() < deadline) {
    const before = count?.sent
    await setTimeout(QUIET_MS)
    if (count?.open.size === 0 && count.sent === before && (await loader.count()) === 0) return
  }
  throw new Error(`${page.url()} was not loaded within ${WAIT_MS / 1000} s.`)
}

/** Signs the page's visitor in without the form, and opens a path. */
export async function signIn(
  page: Page,
  { email, password }: { email: string; password: string },
  path: string,
): Promise<void> {
  const body = JSON.stringify({ email, password, cookie: true })
  const status = await page.evaluate(`fetch('/platform/v1/sessions', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(body)},
  }).then((answer) => answer.status)`)
  if (status !== 201) throw new Error(`Signing ${email} in answered ${status}.`)
  await page.goto(new URL(path, page.url()).href)
  await settled(page)
}
