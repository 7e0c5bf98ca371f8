// The hosted shop as visitors and search engines get it.
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
let productId: string
let variants: { id: string }[]
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  const india = await store.admin('PATCH', '/admin/v1/markets/in', { locales: ['en-IN', 'hi-IN'] })
  expect(india.status, india.text).toBe(200)
  await add('/admin/v1/markets', {
    code: 'gulf',
    name: 'Gulf',
    countries: ['AE'],
    currency: 'AED',
    locale: 'ar-AE',
  })
  const product = await add('/admin/v1/products', {
    title: 'Linen <b>Shirt</b>',
    handle: 'shirt',
    status: 'active',
    description: '<p onclick="x()">Soft</p><script>alert(1)</script>',
    variants: ['S', 'M'].map((size, i) => ({
      options: { Size: size },
      sku: `SHIRT-${size}`,
      prices: [
        { amount: 4_900 + i * 1_000, currency: 'USD', compare_at_amount: 6_000 + i },
        { amount: 399_900, currency: 'INR' },
        { amount: 18_000, currency: 'AED' },
      ],
      inventory_quantity: 1,
    })),
  })
  productId = product.id
  variants = product.variants
})
afterAll(() => platform?.stop())

// biome-ignore lint/suspicious/noExplicitAny: fields of any kind
async function add(path: string, body: unknown): Promise<any> {
  const answer = await store.admin('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

const host = () => `${store.slug}.localhost`
const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  platform.call('GET', path, { host: host(), headers: { accept: 'text/html', ...headers } })
const post = (
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  platform.call('POST', path, {
    host: host(),
    headers: {
      accept: 'text/html',
      origin: `http://${host()}`,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: new URLSearchParams(form).toString(),
  })
const dataIn = (html: string) =>
  [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, text = '']) =>
    JSON.parse(text),
  )

describe('a product', () => {
  test('is shown with its price, without what staff may not write', async () => {
    const { status, text, headers } = await get('/products/shirt')
    expect(status).toBe(200)
    expect(text).toContain('<h1>Linen &lt;b&gt;Shirt&lt;/b&gt;</h1>')
    expect(text).toContain('$49.00')
    expect(text).toContain('<s>$60.00</s>')
    expect(text).toContain('<p>Soft</p>')
    expect(text).not.toMatch(/onclick|alert\(1\)/)
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self'; style-src 'self' 'sha256-/,
    )
  })

  test('needs no script for the choice of a variant', async () => {
    const [, medium] = variants
    const { text } = await get('/products/shirt')
    expect(text).toContain(`href="/products/shirt?variant=${medium?.id}"`)
    const chosen = (await get(`/products/shirt?variant=${medium?.id}`)).text
    expect(chosen).toContain('$59.00')
    expect(chosen).toContain(`name="variant_id" value="${medium?.id}"`)
  })

  test('is small, and no script keeps it from being shown', async () => {
    const { text } = await get('/products/shirt')
    expect(gzipSync(text).byteLength).toBeLessThan(30_000)
    for (const [tag] of text.matchAll(/<script[^>]*>/g))
      expect(tag).toMatch(/ defer|type="application\/(ld\+)?json"/)
    expect(text).not.toMatch(/ style="| on\w+="/)
  })

  test('is told to search engines', async () => {
    const { text } = await get('/products/shirt')
    expect(text).toContain(`<link rel="canonical" href="http://${host()}/products/shirt">`)
    expect(text).toContain(`hreflang="hi-IN" href="http://${host()}/hi/products/shirt?market=in"`)
    expect(text).toContain(`hreflang="x-default" href="http://${host()}/products/shirt"`)
    expect(dataIn(text)).toEqual([
      expect.objectContaining({
        '@type': 'Product',
        offers: [
          expect.objectContaining({
            price: '49.00',
            priceCurrency: 'USD',
            availability: 'https://schema.org/InStock',
          }),
          expect.objectContaining({ price: '59.00' }),
        ],
      }),
      expect.objectContaining({ '@type': 'BreadcrumbList' }),
    ])
  })

  test('has one address: its id and a slash at the end lead there', async () => {
    expect((await get(`/products/${productId}`)).headers.get('location')).toBe('/products/shirt')
    expect((await get('/products/shirt/')).headers.get('location')).toBe('/products/shirt')
    expect((await get('/en/products/shirt')).status).toBe(404)
  })

  test('takes reviews', async () => {
    const review = { rating: '5', title: '', body: 'Good', author_name: 'Asha', email: 'asha@mail.example' }
    const wrong = await post('/products/shirt/reviews', { ...review, rating: '9', email: 'x' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('Your rating, E-mail')
    expect(wrong.text).toContain('Good</textarea>')
    const sent = await post('/products/shirt/reviews', review)
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/products/shirt?review=sent#reviews'])
    expect((await get('/products/shirt')).text).not.toContain('Asha')
    const [waiting] = (await store.admin('GET', '/admin/v1/reviews')).body.data
    await store.admin('PATCH', `/admin/v1/reviews/${waiting.id}`, { status: 'approved' })
    const { text } = await get('/products/shirt')
    expect(text).toContain('Asha')
    expect(dataIn(text)[0].aggregateRating).toMatchObject({ ratingValue: '5.00', reviewCount: 1 })
  })
})

describe('languages and markets', () => {
  test('stand in the address and in a cookie', async () => {
    const hindi = (await get('/hi/products/shirt?market=in')).text
    expect(hindi).toContain('<html lang="hi" dir="ltr">')
    expect(hindi).toContain('₹3,999.00')
    const arabic = (await get('/ar/products/shirt?market=gulf')).text
    expect(arabic).toContain('<html lang="ar" dir="rtl">')
    const chosen = await post('/preferences', { terms: 'in.INR', return_to: '/products/shirt?market=us' })
    expect([chosen.status, chosen.headers.get('location')]).toEqual([303, '/products/shirt'])
    const cookie = chosen.headers.get('set-cookie') ?? ''
    expect(cookie).toBe('market=in.INR; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax')
    expect((await get('/products/shirt', { cookie })).text).toContain('₹3,999.00')
    expect((await get('/products/shirt')).text).toContain('$49.00')
  })

  test('never send a visitor to another address, whatever the browser prefers', async () => {
    const { status, text } = await get('/', { 'accept-language': 'ar,hi' })
    expect([status, text.includes('<html lang="en"')]).toEqual([200, true])
  })

  test('a choice leads back to the shop only', async () => {
    for (const to of ['//evil.example', 'https://evil.example/x', '\\\\evil.example', '/\t/evil.example'])
      expect(
        (await post('/preferences', { terms: 'in.INR', return_to: to })).headers.get('location'),
      ).toMatch(/^\/(?![/\\])/)
    const secure = await post('/preferences', { terms: 'in.INR' }, { 'x-forwarded-proto': 'https' })
    expect(secure.headers.get('set-cookie')).toMatch(/; Secure$/)
  })
})

describe('what is kept', () => {
  test('is the same for all but for the count of their carts', async () => {
    const cart = `cart=${productId}.3`
    const [own, others] = [await get('/products', { cookie: cart }), await get('/products')]
    expect(own.text).toContain('<span class="count">3</span>')
    expect(own.text.replace('<span class="count">3</span>', '')).toBe(others.text)
    const etag = others.headers.get('etag') ?? ''
    expect((await get('/products', { 'if-none-match': etag })).status).toBe(304)
    expect((await get('/products', { cookie: cart, 'if-none-match': etag })).status).toBe(200)
    expect((await get('/products?utm_source=mail')).headers.get('etag')).toBe(etag)
    expect(own.headers.get('cache-control')).toBe('private, no-cache')
  })

  test.each([
    [
      'a product',
      '/products/shirt',
      () => store.admin('PATCH', `/admin/v1/products/${productId}`, { title: 'Silk shirt' }),
      'Silk shirt',
    ],
    [
      'a product in a list',
      '/products',
      () => store.admin('PATCH', `/admin/v1/products/${productId}`, { title: 'Wool shirt' }),
      'Wool shirt',
    ],
    [
      'a product in a search',
      '/search?q=shirt',
      () => store.admin('PATCH', `/admin/v1/products/${productId}`, { title: 'Felt shirt' }),
      'Felt shirt',
    ],
    ['a new collection', '/collections', () => add('/admin/v1/collections', { title: 'Spring' }), 'Spring'],
    [
      'the name of the store',
      '/',
      () => store.admin('PATCH', '/admin/v1/store', { name: 'Renamed' }),
      'Renamed',
    ],
    [
      'the theme',
      '/',
      async () => {
        const { version } = (
          await store.admin('PUT', '/admin/v1/theme/draft', {
            version: 0,
            settings: { footer_text: { en: 'By hand' } },
          })
        ).body
        return store.admin('POST', '/admin/v1/theme/publish', { version })
      },
      'By hand',
    ],
    [
      'what is in stock',
      '/products/shirt',
      async () => {
        const list = variants.map(({ id }) => ({ id, inventory_quantity: 0 }))
        return store.admin('PATCH', `/admin/v1/products/${productId}`, { variants: list })
      },
      'class="stock out"',
    ],
  ] as const)('%s is shown as it is at once', async (_, path, change, expected) => {
    for (let i = 0; i < 2; i += 1) expect((await get(path)).text).not.toContain(expected)
    await change()
    expect((await get(path)).text).toContain(expected)
  })
})

test('what is not there is a page for browsers, and a problem for the rest', async () => {
  const page = await get('/nothing')
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(page.text).toContain('Page not found')
  const problem = await platform.call('GET', '/nothing', { host: host() })
  expect(problem.body).toMatchObject({ status: 404, code: 'not_found' })
  expect((await get('/store/v1/nothing')).body).toMatchObject({ code: 'not_found' })
  expect((await get('/preferences')).status).toBe(405)
})

test('search engines find every page by the sitemap', async () => {
  const at = async (path: string) => (await platform.call('GET', path, { host: host() })).text
  expect(await at('/robots.txt')).toContain(`Sitemap: http://${host()}/sitemap.xml`)
  const locations = [...(await at('/sitemap.xml')).matchAll(/<loc>http:\/\/[^/]+([^<]+)<\/loc>/g)].map(
    ([, path]) => path,
  )
  expect(locations).toEqual(['/sitemaps/pages.xml', '/sitemaps/products.xml'])
  const parts = await Promise.all(locations.map((path) => at(path ?? '')))
  expect(parts.join('')).toContain(`<loc>http://${host()}/hi/products/shirt</loc>`)
})

test('pictures are there in the widths that screens need', async () => {
  const png = await sharp({ create: { width: 1_000, height: 500, channels: 3, background: '#336699' } })
    .png()
    .toBuffer()
  const media = await store.admin('POST', '/admin/v1/media?filename=front.png', png, {
    'content-type': 'image/png',
  })
  expect(media.status, media.text).toBe(201)
  const images = [{ media_id: media.body.id, alt: 'Front' }]
  expect((await store.admin('PATCH', `/admin/v1/products/${productId}`, { images })).status).toBe(200)
  const { text } = await get('/products/shirt')
  const at = `/store/v1/media/${media.body.id}/renditions`
  expect(text).toContain(
    `${at}/320.webp 320w, ${at}/480.webp 480w, ${at}/640.webp 640w, ${at}/960.webp 960w"`,
  )
  expect(text).toContain('width="1000" height="500" fetchpriority="high"')
  const fetched = async (name: string) => {
    const response = await platform.fetch(
      new Request(`http://${host()}${at}/${name}`, { headers: { host: host() } }),
    )
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
  }
  for (const name of ['320.webp', '320.webp', '320.avif']) {
    const { status, bytes } = await fetched(name)
    expect(status).toBe(200)
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 320, height: 160 })
  }
  expect((await sharp((await fetched('1920.webp')).bytes).metadata()).width).toBe(1_000)
  for (const name of ['321.webp', '320.png', '..%2f320.webp']) expect((await fetched(name)).status).toBe(404)
})

test('a shop that is suspended is away for a while', async () => {
  const shop = await platform.signUp()
  await platform.call('POST', `/platform/v1/tenants/${shop.id}/suspend`, {
    key: ADMIN_TOKEN,
    body: { reason: 'Unpaid' },
  })
  const visit = () =>
    platform.call('GET', '/', { host: `${shop.slug}.localhost`, headers: { accept: 'text/html' } })
  await expect.poll(async () => (await visit()).status).toBe(503)
  const { text, headers } = await visit()
  expect(text).toContain('This shop is closed just now')
  expect(headers.get('retry-after')).not.toBeNull()
})
