import { expect, test } from 'vitest'
import { DomainInput } from '../schema.ts'

const read = (hostname: string) => DomainInput.safeParse({ hostname })

test.each([
  ['www.linen-house.example', 'www.linen-house.example'],
  ['  WWW.Linen-House.EXAMPLE ', 'www.linen-house.example'],
  ['linen-house.example.', 'linen-house.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['BÜCHER.example', 'xn--bcher-kva.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['straße.example', 'xn--strae-oqa.example'],
  // The first letter is Cyrillic: another name than apple.example, and seen to be.
  ['аpple.example', 'xn--pple-43d.example'],
  ['shop。example', 'shop.example'],
  ['1and1.example', '1and1.example'],
  ['shop.co.uk', 'shop.co.uk'],
  ['co.example', 'co.example'],
  [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
])('%j is the name %s', (text, hostname) => {
  expect(read(text).data).toEqual({ hostname })
})

test.each([
  ['https://shop.example', 'without https://'],
  ['shop.example/path', 'without https://'],
  ['owner@shop.example', 'without https://'],
  ['shop.example:8080', 'without a port'],
  ['[::1]', 'without a port'],
  ['*.shop.example', 'wildcard'],
  ['shop example.com', 'is not a host name'],
  ['sh%6Fp.example', 'is not a host name'],
  ['xn--a.example', 'is not a host name'],
  ['shop', 'top-level domain'],
  ['localhost', 'top-level domain'],
  ['192.0.2.1', 'not an address'],
  ['127.1', 'not an address'],
  ['0x7f.1', 'not an address'],
  ['_shop.example', 'letters, digits'],
  ['-shop.example', 'letters, digits'],
  ['shop-.example', 'letters, digits'],
  ['shop..example', 'letters, digits'],
  ['.shop.example', 'letters, digits'],
  [`${'a'.repeat(64)}.example`, 'letters, digits'],
  ['ab--c.example', 'two hyphens'],
  [`${'a.'.repeat(120)}example`, 'at most 241 characters'],
  ['co.uk', 'under which names are sold'],
  ['com.au', 'under which names are sold'],
  ['shop.local', 'not in the public DNS'],
  ['2.0.192.in-addr.arpa', 'not in the public DNS'],
  ['shop\u0000.example', ''],
  ['', ''],
])('%j is refused: %s', (text, why) => {
  const { error } = read(text)
  expect(error?.issues).toMatchObject([{ path: ['hostname'], message: expect.stringContaining(why) }])
})
