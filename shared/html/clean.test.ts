import { expect, test } from 'vitest'
import { cleanHtml, isCleanable, MAX_TAGS } from './clean.ts'
import { isLink } from './links.ts'

test.each([
  '/',
  '/collections/new?sort=price',
  'https://example.com/a',
  'http://example.com',
  'mailto:a@b.example',
  'tel:+4930123',
])('%s is a link', (link) => expect(isLink(link)).toBe(true))

test.each([
  '',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>',
  'vbscript:x',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'blob:https://a.example/1',
  'file:///etc/passwd',
  'collections',
])('%j is no link', (link) => expect(isLink(link)).toBe(false))

test.each([
  ['<p onclick="x()">Hi<script>x()</script></p>', '<p>Hi</p>'],
  ['<a href="javascript:x()">a</a>', '<a>a</a>'],
  ['<a href="//evil.example">a</a>', '<a>a</a>'],
  ['<a href="&#106;avascript:x()">a</a>', '<a>a</a>'],
  ['<h1>Title</h1><style>p{}</style><p style="position:fixed">x</p>', '<h2>Title</h2><p>x</p>'],
  ['<iframe src="https://a.example"></iframe><form action="/x"><input name="a"></form>', ''],
  ['<svg><script>x()</script></svg><math><mi>x</mi></math>', 'x'],
  ['<p>5 < 6 & 7', '<p>5 &lt; 6 &amp; 7</p>'],
])('%s becomes %s', (html, clean) => expect(cleanHtml(html)).toBe(clean))

test('links and pictures keep what they need', () => {
  expect(cleanHtml('<a href="/pages/a">a</a>')).toBe('<a href="/pages/a">a</a>')
  expect(cleanHtml('<a href="https://a.example">a</a>')).toContain('rel="noopener noreferrer"')
  expect(cleanHtml('<img src="/store/v1/media/1/a.png" onerror="x()">')).toBe(
    '<img alt="" src="/store/v1/media/1/a.png" loading="lazy" />',
  )
  expect(cleanHtml('<img src="data:image/svg+xml,x">')).not.toContain('data:')
})

test('HTML of too many tags is told apart, and none of its text is ever lost', () => {
  const fits = '<b>x</b>'.repeat(MAX_TAGS / 2)
  expect(isCleanable(fits)).toBe(true)
  expect(cleanHtml(fits)).toBe(fits)
  expect(isCleanable(`${fits}<br>`)).toBe(false)
  expect(cleanHtml(`${fits}<br><script>the end`)).toMatch(/^x[ x]+x +the end$/)
  expect(cleanHtml(`${'<'.repeat(MAX_TAGS + 1)}script>a`)).not.toContain('<')
})

test('what was cleaned can be cleaned again', () => {
  const isOpen = '<div>'.repeat(MAX_TAGS / 2)
  expect(isCleanable(isOpen)).toBe(true)
  expect(isCleanable(cleanHtml(isOpen))).toBe(true)
  expect(isCleanable(`${isOpen}<div>`)).toBe(false)
})
