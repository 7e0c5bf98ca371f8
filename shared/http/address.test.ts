import { expect, test } from 'vitest'
import { addressOf } from './address.ts'

test.each([
  'http://shop.localhost/',
  'http://shop.localhost:8080/store/v1/products',
  'http://shop.localhost:8080/store/v1/products?limit=20&cursor=a%2Fb',
  'http://shop.localhost/a?b?c',
  'http://shop.localhost/a#b?c',
  'http://shop.localhost/a?b#c',
  'http://shop.localhost/a?b#c@d',
  'http://shop.localhost/a@b?c@d',
  'http://user:secret@shop.localhost:8080/a',
  'http://shop.localhost//a//b/',
  'http://[::1]:8080/a',
  'https://shop.localhost/http://other.localhost/a?http://other.localhost/',
  'http://SHOP.localhost:80/a/../b/./c?d/../e',
])('%s is taken apart as by the standard', (text) => {
  const { href, host, pathname, search } = new URL(text)
  expect(addressOf(href)).toEqual({ host, path: pathname, search })
})
