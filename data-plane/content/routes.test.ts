import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
let other: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  other = await platform.signUp()
})
afterAll(() => platform?.stop())

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
)
const THEME = '/admin/v1/theme'

async function done(asked: ReturnType<TestStore['admin']>) {
  const answer = await asked
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}
const picture = (at: TestStore) =>
  done(at.admin('POST', '/admin/v1/media?filename=a.png&alt=Logo', PNG, { 'content-type': 'image/png' }))
const draft = (version: number, settings: object, at = store) =>
  at.admin('PUT', `${THEME}/draft`, { version, settings })

test('a theme is drafted, published and drafted again, by version', async () => {
  const begin = await done(store.admin('GET', THEME))
  expect(begin).toMatchObject({ version: 0, has_changes: false, published_at: null })
  const logo = await picture(store)
  const settings = {
    logo_media_id: logo.id,
    colours: { primary: '#AABBCC' },
    announcement: { text: { en: 'Free delivery' }, link: '/pages/delivery' },
    home: [{ kind: 'rich_text', html: { en: '<p>Hi<script>alert(1)</script></p>' } }],
  }
  const drafted = await done(draft(0, settings))
  expect(drafted).toMatchObject({
    version: 1,
    has_changes: true,
    draft: { colours: { primary: '#aabbcc' }, home: [{ html: { en: '<p>Hi</p>' } }] },
    published: { logo_media_id: null },
    pictures: [{ id: logo.id, alt: 'Logo', width: 1 }],
  })
  expectProblem(await draft(0, {}), 'theme_changed')
  const published = await done(store.admin('POST', `${THEME}/publish`, { version: 1 }))
  expect(published).toMatchObject({ version: 2, has_changes: false, published: drafted.draft })
  await done(draft(2, {}))
  const discarded = await done(store.admin('POST', `${THEME}/discard`, {}))
  expect(discarded).toMatchObject({ version: 4, has_changes: false, published: drafted.draft })
  const { body: log } = await store.admin('GET', '/admin/v1/events?name=theme.published')
  expect(log.data).toHaveLength(1)
})

test('settings that are wrong are refused with the field', async () => {
  const theirs = await picture(other)
  const faults: [object, string][] = [
    [{ colours: { text: 'red' } }, 'settings.colours.text'],
    [{ font: 'https://fonts.example/x' }, 'settings.font'],
    [{ announcement: { text: {}, link: 'javascript:alert(1)' } }, 'settings.announcement.link'],
    [
      { home: [{ kind: 'hero', button: { label: {}, link: '//evil.example' } }] },
      'settings.home.0.button.link',
    ],
    [{ home: [{ kind: 'script' }] }, 'settings.home.0.kind'],
    [{ footer_text: { english: 'x' } }, 'settings.footer_text.english'],
    [{ social_links: [{ network: 'x', url: 'http://x.example' }] }, 'settings.social_links.0.url'],
    [{ logo_media_id: theirs.id }, 'settings.logo_media_id'],
    [{ home: [{ kind: 'featured_products', product_ids: [theirs.id] }] }, 'settings.home.0.product_ids.0'],
  ]
  const { version } = await done(other.admin('GET', THEME))
  for (const [settings, path] of faults.slice(0, 7)) {
    const answer = await draft(version, settings)
    expectProblem(answer, 'invalid_input')
    expect(answer.body.errors[0].path).toBe(path)
  }
  const now = await done(store.admin('GET', THEME))
  for (const [settings, path] of faults.slice(7)) {
    const answer = await draft(now.version, settings)
    expectProblem(answer, 'not_found')
    expect(answer.body.errors[0].path).toBe(path)
  }
})

test('pages are written, cleaned, translated, found and deleted', async () => {
  const page = await done(
    store.admin('POST', '/admin/v1/pages', {
      title: 'About 100% us',
      body: '<h1>We</h1><img src=x onerror=alert(1)>',
      translations: { de: { title: 'Über uns', body: '<p>Wir<iframe></iframe></p>' } },
    }),
  )
  expect(page).toMatchObject({
    handle: 'about-100-us',
    status: 'draft',
    translations: { de: { title: 'Über uns', body: '<p>Wir</p>' } },
  })
  expect(page.body).toBe('<h2>We</h2><img alt="" src="x" loading="lazy" />')
  expectProblem(
    await store.admin('POST', '/admin/v1/pages', { title: 'X', handle: page.handle }),
    'handle_taken',
  )
  await done(store.admin('PATCH', `/admin/v1/pages/${page.id}`, { status: 'published' }))
  const found = async (query: string) =>
    (await done(store.admin('GET', `/admin/v1/pages?${query}`))).data.map(({ id }: { id: string }) => id)
  expect(await found('q=100%25')).toEqual([page.id])
  expect(await found('q=200%25')).toEqual([])
  expect(await found('status=published')).toEqual([page.id])
  expect(await found('status=draft')).toEqual([])
  expectProblem(await other.admin('GET', `/admin/v1/pages/${page.id}`), 'not_found')
  await done(store.admin('DELETE', `/admin/v1/pages/${page.id}`))
  expectProblem(await store.admin('GET', `/admin/v1/pages/${page.id}`), 'not_found')
})

test('HTML that could not be shown as a whole is refused, and nothing of what is stored is lost', async () => {
  const html = '<b>x</b>'.repeat(5_001)
  const page = await done(store.admin('POST', '/admin/v1/pages', { title: 'Long', body: '<p>short</p>' }))
  const refused = async (asked: ReturnType<TestStore['admin']>, path: string, why = '10,000 tags') => {
    const answer = await asked
    expectProblem(answer, 'invalid_input')
    expect(answer.body.errors).toMatchObject([{ path, message: expect.stringContaining(why) }])
  }
  const change = (body: object) => store.admin('PATCH', `/admin/v1/pages/${page.id}`, body)
  await refused(change({ body: html }), 'body')
  await refused(change({ translations: { de: { body: html } } }), 'translations.de.body')
  expect(await done(store.admin('GET', `/admin/v1/pages/${page.id}`))).toEqual(page)
  const before = await done(store.admin('GET', THEME))
  const section = (de: string) =>
    draft(before.version, { home: [{ kind: 'hero' }, { kind: 'rich_text', html: { en: '<p>a</p>', de } }] })
  await refused(section('<i>'.repeat(5_001)), 'settings.home.1.html.de')
  // Closing what is left open would make it too long.
  await refused(section('<div>'.repeat(3_999)), 'settings.home.1.html.de', '20,000 characters')
  expect(await done(store.admin('GET', THEME))).toEqual(before)
  const product = {
    title: 'Tea',
    description: html,
    variants: [{ prices: [{ amount: 100, currency: 'USD' }] }],
  }
  await refused(store.admin('POST', '/admin/v1/products', product), 'description')
})

test('menus lead to what the store has', async () => {
  const page = await done(store.admin('POST', '/admin/v1/pages', { title: 'Delivery', status: 'published' }))
  const item = { target: { kind: 'page', page_id: page.id } }
  const menus = await done(store.admin('PATCH', '/admin/v1/menus', { footer: [item] }))
  expect(menus).toMatchObject({ header: null, footer: [{ label: {}, children: [], ...item }] })
  await done(store.admin('PATCH', '/admin/v1/menus', { header: [] }))
  expect(await done(store.admin('GET', '/admin/v1/menus'))).toMatchObject({ header: [], footer: [item] })
  expect(await done(store.admin('PATCH', '/admin/v1/menus', { footer: null }))).toMatchObject({
    footer: null,
  })
  const theirs = await other.admin('PATCH', '/admin/v1/menus', { header: [{ ...item, children: [item] }] })
  expectProblem(theirs, 'not_found')
  expect(theirs.body.errors.map(({ path }: { path: string }) => path)).toEqual([
    'header.0.target.page_id',
    'header.0.children.0.target.page_id',
  ])
})

test('a preview has a link for an hour', async () => {
  const { token, url, expires_at } = await done(store.admin('POST', `${THEME}/preview`))
  expect(url).toContain(encodeURIComponent(token))
  expect(Date.parse(expires_at)).toBeGreaterThan(Date.now())
})
