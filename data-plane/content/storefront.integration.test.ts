// What the hosted shop reads, with a shard alone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ctx } from '../../shared/context.ts'
import { startTestShard, type TestShard } from '../../shared/testing/shard.ts'
import { provisionStore } from '../store/service.ts'
import { readMenus, readPage, readPages, readTheme } from './index.ts'
import { ThemeSettings } from './schema-theme.ts'
import { updateMenus } from './service/menus.ts'
import { createPage, updatePage } from './service/pages.ts'
import { previewTheme, publishTheme, saveDraft } from './service/theme.ts'

let shard: TestShard
let ctx: Ctx
let other: Ctx
beforeAll(async () => {
  shard = await startTestShard()
  ctx = await shard.newTenant()
  other = await shard.newTenant()
  for (const one of [ctx, other])
    await provisionStore(one, {
      epoch: 1,
      name: 'Shop',
      contact_email: 'a@b.example',
      url: 'http://shop.localhost',
    })
})
afterAll(() => shard?.stop())

test('shoppers see what is published, and who has the link the draft', async () => {
  expect(await readTheme(ctx)).toMatchObject({ version: 0, logo: null, footer_text: '' })
  const settings = ThemeSettings.parse({ footer_text: { en: 'Hello', de: 'Hallo' }, home: [] })
  const { version } = await saveDraft(ctx, { version: 0, settings })
  const { token } = await previewTheme(ctx)
  expect(await readTheme(ctx)).toMatchObject({ footer_text: '' })
  expect(await readTheme(ctx, { previewToken: token })).toMatchObject({ footer_text: 'Hello' })
  const isLate = { ...ctx, now: new Date(ctx.now.getTime() + 61 * 60_000) }
  for (const [reader, previewToken] of [
    [ctx, `${token}x`],
    [isLate, token],
    [other, token],
  ] as const)
    expect(await readTheme(reader, { previewToken })).toMatchObject({ footer_text: '' })
  await publishTheme(ctx, { version })
  expect(await readTheme(ctx, { language: 'de' })).toMatchObject({ footer_text: 'Hallo', home: [] })
  expect(await readTheme(ctx, { language: 'fr' })).toMatchObject({ footer_text: 'Hello' })
})

test('published pages are read in the reader’s language and stand in the footer', async () => {
  const page = await createPage(ctx, {
    title: 'Delivery',
    body: '<p>Fast</p>',
    translations: { de: { title: 'Versand' } },
  })
  expect(await readPage(ctx, 'delivery')).toBeUndefined()
  await updatePage(ctx, page.id, { status: 'published' })
  expect(await readPage(ctx, 'delivery', { language: 'de-AT' })).toMatchObject({
    title: 'Versand',
    body: '<p>Fast</p>',
  })
  expect(await readPage(other, 'delivery')).toBeUndefined()
  expect(await readPages(ctx)).toMatchObject([{ handle: 'delivery' }])
  const link = { label: 'Delivery', href: '/pages/delivery', children: [] }
  expect(await readMenus(ctx)).toEqual({ header: [], footer: [link] })
  await updateMenus(ctx, {
    header: [{ label: { en: 'Send' }, target: { kind: 'page', page_id: page.id }, children: [] }],
    footer: [],
  })
  expect(await readMenus(ctx)).toEqual({ header: [{ ...link, label: 'Send' }], footer: [] })
  await updatePage(ctx, page.id, { status: 'draft' })
  expect(await readMenus(ctx)).toEqual({ header: [], footer: [] })
})
