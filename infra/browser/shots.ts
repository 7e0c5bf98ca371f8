// `npm run screenshots [-- folder]`: pictures of all pages of the console, in light, in dark, on a phone and in Arabic, and of
// a demo store's shop. `npm start` must be running with the same settings. The platform's pages are among them if the demo
// store's owner was made an administrator (`npm run create-admin`).
import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { loadEnvFile, localConfig } from '../../shared/config.ts'
import { launchChromium, unpackChromium } from './chromium.ts'
import { addressOf, consolePaths, countRequests, goTo, settled, signIn } from './console.ts'

type Keys = { slug: string; email: string; password: string }
type Look = { name: string; language: string; options: BrowserContextOptions }

const WIDE = { width: 1_280, height: 800 }
const LOOKS: readonly Look[] = [
  { name: 'light', language: 'en', options: { viewport: WIDE } },
  { name: 'dark', language: 'en', options: { viewport: WIDE, colorScheme: 'dark' } },
  { name: 'phone', language: 'en', options: { viewport: { width: 390, height: 800 } } },
  { name: 'arabic', language: 'ar', options: { viewport: WIDE, locale: 'ar' } },
]
const SHOP_PATHS = ['/', '/collections', '/products', '/search?q=linen', '/cart', '/account', '/not-there']

loadEnvFile()
const config = localConfig()
const url = `http://${config.BASE_DOMAIN}:${config.PORT}`
const folder = resolve(process.argv[2] ?? 'screenshots')
const stores: Keys[] = JSON.parse(await readFile(join(config.STOREPLANE_DATA_DIR, 'demo.json'), 'utf8'))
const [store] = stores
if (store === undefined) throw new Error('There are no demo stores.')

await unpackChromium()
const browser = await launchChromium(false)
for (const look of LOOKS) {
  if (look.language === 'en') await shootShop(browser, look, store)
  await shootConsole(browser, look, store)
}
await browser.close()
console.log(`The pictures are in ${folder}.`)

async function open(browser: Browser, { options }: Look): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  countRequests(context)
  return context.newPage()
}

async function shoot(page: Page, look: Look, name: string): Promise<void> {
  const directory = join(folder, look.name)
  await mkdir(directory, { recursive: true })
  const file = `${name.replace(/[^\w-]+/g, '_').slice(0, 80)}.png`
  // A window as high as the page shows it as a whole, with what sticks to an edge at that edge.
  const height = (await page.evaluate('document.documentElement.scrollHeight')) as number
  const { width } = page.viewportSize() ?? WIDE
  await page.setViewportSize({ width, height: Math.max(height, WIDE.height) })
  await page.screenshot({ path: join(directory, file) })
  await page.setViewportSize({ width, height: WIDE.height })
}

async function shootShop(browser: Browser, look: Look, { slug }: Keys): Promise<void> {
  const page = await open(browser, look)
  const shop = `http://${slug}.${config.BASE_DOMAIN}:${config.PORT}`
  await page.goto(`${shop}/`)
  const links = (await page.evaluate(
    `[...document.querySelectorAll('main a[href*="/products/"], main a[href*="/collections/"], footer a[href*="/pages/"]')].map((a) => a.pathname)`,
  )) as string[]
  const one = (part: string) => links.find((path) => path.includes(part)) ?? []
  const found = [one('/collections/'), one('/products/'), one('/pages/')].flat()
  for (const path of [...SHOP_PATHS, ...found]) {
    await page.goto(`${shop}${path}`)
    await settled(page)
    await shoot(page, look, `shop ${path}`)
  }
  await page.context().close()
}

async function shootConsole(browser: Browser, look: Look, store: Keys): Promise<void> {
  const page = await open(browser, look)
  await page.goto(`${url}/sign-in`)
  await settled(page)
  const paths = await consolePaths(page)
  const isPublic = (path: string) => !/^\/(stores|account|platform)\b/.test(path)
  for (const path of paths.filter(isPublic)) {
    await goTo(page, path)
    await shoot(page, look, `console ${path}`)
  }
  await signIn(page, store, `/stores/${store.slug}`)
  const { data } = (await page.evaluate(
    `fetch('/platform/v1/tenants?slug=${store.slug}').then((answer) => answer.json())`,
  )) as { data: { id: string }[] }
  for (const path of paths.filter((path) => !isPublic(path))) {
    const address = await addressOf(page, path, { id: data[0]?.id ?? '', slug: store.slug })
    if (address === undefined) continue
    await goTo(page, address)
    await shoot(page, look, `console ${path}`)
  }
  await page.context().close()
}
