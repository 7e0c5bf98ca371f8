// The platform behind a socket, and pages in a real browser that fail their test when anything on them goes wrong.
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { test as base } from 'vitest'
import { serveHttp } from '../../shared/http/server.ts'
import { createLog } from '../../shared/log.ts'
import { startDns, type TestDns } from '../../shared/testing/dns.ts'
import { startPayPal } from '../../shared/testing/paypal.ts'
import { startPaytm } from '../../shared/testing/paytm.ts'
import { startTestPlatform, type TestPlatform } from '../../shared/testing/platform.ts'
import { startRazorpay } from '../../shared/testing/razorpay.ts'
import { startStripe } from '../../shared/testing/stripe.ts'
import { hasChromium, launchChromium } from './chromium.ts'
import { countRequests } from './console.ts'

export type Site = {
  platform: TestPlatform
  /** Whom the platform asks about stores' own domains. The browser finds every name of `.example` here. */
  dns: TestDns
  /** Whom the platform asks for payments. */
  providers: Providers
  /** Where the console and the platform API are, without a slash at the end. */
  url: string
  /** Where a store's own pages are. */
  shopUrl: (slug: string) => string
}

type Providers = Awaited<ReturnType<typeof startProviders>>

/** @param tolerate faults that the test provokes, as they would be reported */
type VisitOptions = BrowserContextOptions & { tolerate?: RegExp }
/** Opens a page as somebody new, with cookies of their own. @param path with a host, or of the console */
export type Visit = (path: string, options?: VisitOptions) => Promise<Page>

const WAIT_MS = 15_000
const SHOWN_CHARACTERS = 4_000
const VIEWPORT = { width: 1_200, height: 800 }

/** Files of a worker share its browser, which ends with the worker's process. */
let browser: Promise<Browser> | undefined

const withSite = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest wants a pattern
  .extend('site', { scope: 'file' }, async ({}, { onCleanup }): Promise<Site> => {
    // It listens first, because the platform must know its own address.
    const server = await serveHttp(
      (request, peer) => platform.fetch(request, peer),
      0,
      createLog('silent', 'test'),
    )
    const { port } = server
    const url = `http://localhost:${port}`
    const dns = await startDns()
    const providers = await startProviders()
    const urls = Object.fromEntries(Object.entries(providers).map(([name, { url }]) => [name, url]))
    const platform = await startTestPlatform({
      publicUrl: url,
      dnsServers: [dns.address],
      paymentProviders: { urls },
    })
    onCleanup(async () => {
      await server.stop()
      await platform.stop()
      await dns.stop()
      await Promise.all(Object.values(providers).map((provider) => provider.stop()))
    })
    return { platform, dns, providers, url, shopUrl: (slug) => `http://${slug}.localhost:${port}` }
  })
  .extend('visit', async ({ site, task }, { onCleanup }): Promise<Visit> => {
    const contexts: BrowserContext[] = []
    const faults: string[] = []
    onCleanup(async () => {
      if (task.result?.state === 'fail') faults.push(...(await shown(contexts)))
      await Promise.all(contexts.map((context) => context.close()))
      if (faults.length > 0) throw new Error(`At the pages:\n${faults.join('\n')}`)
    })
    return async (path, { tolerate, ...options } = {}) => {
      browser ??= launchChromium()
      const context = await (await browser).newContext({
        viewport: VIEWPORT,
        reducedMotion: 'reduce',
        ...options,
      })
      contexts.push(context)
      countRequests(context)
      context.setDefaultTimeout(WAIT_MS)
      watch(context, (fault) => {
        if (tolerate?.test(fault) !== true) faults.push(fault)
      })
      const page = await context.newPage()
      await page.goto(new URL(path, site.url).href)
      return page
    }
  })

async function startProviders() {
  const [stripe, paypal, razorpay, paytm] = await Promise.all([
    startStripe(),
    startPayPal(),
    startRazorpay(),
    startPaytm(),
  ])
  return { stripe, paypal, razorpay, paytm }
}

/** A test with `site`, one for each file, and `visit`. Skipped where the browser cannot run. */
export const test = hasChromium ? withSite : (withSite.skip as typeof withSite)

/** Reports what no page may do: uncaught errors, errors in the console (as for the Content-Security-Policy), failed requests. */
function watch(context: BrowserContext, report: (fault: string) => void): void {
  context.on('weberror', (error) => report(`${error.page()?.url()}: ${error.error().stack}`))
  context.on('console', (message) => {
    // The browser says this of every answer from 400 on; which of them are faults is decided below.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return
    report(`${message.page()?.url()}: ${message.text()}`)
  })
  context.on('response', (response) => {
    if (response.status() >= 500)
      report(`${response.request().method()} ${response.url()}: ${response.status()}`)
  })
  context.on('requestfailed', (request) => {
    const { errorText } = request.failure() ?? {}
    // Whoever leaves a page gives up what it was loading.
    if (errorText !== 'net::ERR_ABORTED') report(`${request.method()} ${request.url()}: ${errorText}`)
  })
}

/** What was to be seen when a test failed, as a screen reader would tell it: of a page with a frame, what is in it and before it. */
async function shown(contexts: readonly BrowserContext[]): Promise<string[]> {
  const pages = contexts.flatMap((context) => context.pages())
  return Promise.all(
    pages.map(async (page) => {
      const parts = await page.locator('main, [role=dialog], [role=alert]').all()
      const found = parts.length > 0 ? parts : [page.locator('body')]
      const texts = await Promise.all(found.map((part) => part.ariaSnapshot()))
      return `${page.url()} shows:\n${texts.join('\n').slice(0, SHOWN_CHARACTERS)}`
    }),
  )
}
