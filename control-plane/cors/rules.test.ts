import { expect, test } from 'vitest'
import { originOf } from './rules.ts'

test.each([
  ['https://shop.example', 'https://shop.example'],
  ['https://shop.example/', 'https://shop.example'],
  ['HTTPS://Shop.Example:443', 'https://shop.example'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
])('%s is the origin %s', (text, origin) => expect(originOf(text)).toBe(origin))

test.each([
  '*',
  'null',
  '',
  'shop.example',
  'https://shop.example/path',
  'https://shop.example?query',
  'https://user@shop.example',
  'https://*.example/x',
  'ftp://shop.example',
  'javascript:alert(1)',
])('%s is no origin', (text) => expect(originOf(text)).toBe(undefined))
