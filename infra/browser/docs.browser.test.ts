import { expect } from 'vitest'
import { violationsOf } from './axe.ts'
import { test } from './site.ts'

test('the API reference shows the operations for shoppers', async ({ visit }) => {
  const page = await visit('/docs')
  await page.getByRole('button', { name: '/store/v1/products' }).first().waitFor()
  expect(await page.title()).toContain('Storeplane')
})

test('what cannot be read is found in light and in dark', async ({ visit }) => {
  const page = await visit('about:blank')
  await page.setContent(`<html lang="en"><title>Pale</title><main><h1>Pale</h1>
    <style>p { color: light-dark(#eee, #000); background: light-dark(#fff, #111) } :root { color-scheme: light dark }</style><p>Text</p><img src="data:,"></main></html>`)
  const found = (await violationsOf(page)).map((text) => text.split(' ')[0])
  expect(found).toEqual(['color-contrast', 'image-alt', 'color-contrast'])
})
