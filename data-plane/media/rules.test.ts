import { describe, expect, test } from 'vitest'
import { avifOf, gifOf, jpegOf, mp4Of, PDF, pngOf, webpsOf } from '../../shared/testing/files.ts'
import { filenameFrom, headersFor, inspect, urlOf } from './rules.ts'
import { FILE_TYPES, type FileType } from './schema.ts'

const svg = (text: string) => Buffer.from(text)
const [lossy, lossless, extended] = webpsOf(640, 480) as [Buffer, Buffer, Buffer]

const SAMPLES: [what: string, type: FileType, bytes: Buffer][] = [
  ['a PNG', 'image/png', pngOf(640, 480)],
  ['a JPEG', 'image/jpeg', jpegOf(640, 480)],
  ['a JPEG behind a long profile', 'image/jpeg', jpegOf(640, 480, 60_000)],
  ['a GIF', 'image/gif', gifOf(640, 480)],
  ['a lossy WebP', 'image/webp', lossy],
  ['a lossless WebP', 'image/webp', lossless],
  ['an extended WebP', 'image/webp', extended],
  ['an AVIF', 'image/avif', avifOf(640, 480)],
  ['an AVIF by its second brand', 'image/avif', avifOf(640, 480, ['mif1', 'avif'])],
  ['an SVG', 'image/svg+xml', svg('<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480px"/>')],
  [
    'an SVG behind declarations',
    'image/svg+xml',
    svg(
      '\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg viewBox="0 0 640,480">',
    ),
  ],
]

describe('inspect', () => {
  test.each(SAMPLES)('knows %s and its size', (_, type, bytes) => {
    expect(inspect(bytes, type)).toEqual({ ok: true, size: { width: 640, height: 480 } })
  })

  test.each([
    ['application/pdf', PDF],
    ['video/mp4', mp4Of(100)],
  ] as const)('knows a %s, which has no size', (type, bytes) => {
    expect(inspect(bytes, type)).toEqual({ ok: true, size: undefined })
  })

  test.each([
    ...SAMPLES,
    ['a PDF', 'application/pdf', PDF] as const,
    ['an MP4', 'video/mp4', mp4Of(50)] as const,
  ])('takes %s for nothing else', (_, type, bytes) => {
    for (const other of FILE_TYPES.filter((other) => other !== type))
      expect(inspect(bytes, other)).toEqual({ ok: false, fault: `is ${type}, not ${other}` })
  })

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a web page', '<!DOCTYPE html><html><svg width="1" height="1"></svg></html>'],
    ['a page with an SVG in a comment', '<!-- <svg> --><p>'],
    ['a script', '#!/bin/sh\n'],
    ['a QuickTime film', '\0\0\0\x14ftypqt  '],
    ['an unfinished comment', '<!-- '],
  ])('keeps no %s', (_, text) => {
    const fault = 'is a file of no type that can be kept'
    for (const type of FILE_TYPES)
      expect(inspect(Buffer.from(text, 'latin1'), type)).toEqual({ ok: false, fault })
  })

  test.each([
    ['cut off', 'image/png', pngOf(640, 480).subarray(0, 20)],
    ['cut off', 'image/jpeg', jpegOf(640, 480).subarray(0, 20)],
    ['cut off', 'image/gif', gifOf(640, 480).subarray(0, 8)],
    ['cut off', 'image/webp', lossy.subarray(0, 20)],
    ['cut off', 'image/avif', avifOf(640, 480).subarray(0, 24)],
    ['without pixels', 'image/png', pngOf(0, 480)],
    [
      'of segments without length',
      'image/jpeg',
      Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from('ff'.repeat(50) + '00'.repeat(50), 'hex')]),
    ],
  ] as const)('refuses an image %s: %s', (_, type, bytes) => {
    expect(inspect(bytes, type)).toEqual({
      ok: false,
      fault: 'is damaged: its size in pixels cannot be read',
    })
  })

  test('refuses an image too large to be counted', () => {
    expect(inspect(pngOf(100_000, 1), 'image/png').ok).toBe(true)
    expect(inspect(pngOf(100_001, 1), 'image/png')).toMatchObject({
      fault: 'has more than 100000 pixels on one side',
    })
    expect(inspect(pngOf(1, 0xffffffff), 'image/png').ok).toBe(false)
  })

  test.each([
    ['<svg>', 300, 150],
    ['<svg width="100%" height="auto">', 300, 150],
    ['<svg width="10" viewBox="0 0 4 8">', 10, 8],
    ["<svg viewBox='-5 -5 33.4 12'>", 33, 12],
    ['<svg data-x="> width=\'3\'" width="7" height="9"></svg>', 7, 9],
  ])('%s has its own size', (text, width, height) => {
    expect(inspect(svg(text), 'image/svg+xml')).toEqual({ ok: true, size: { width, height } })
  })

  test('an SVG made to be slow is read at once', () => {
    for (const text of [
      '<!--'.repeat(200_000),
      `<svg ${'\t'.repeat(500_000)}`,
      `<svg ${'a="'.repeat(300_001)}`,
      '<!DOCTYPE '.repeat(90_000),
    ])
      expect(inspect(svg(text), 'image/svg+xml').ok).toBe(false)
  })
})

test.each([
  ['shirt.png', 'image/png', 'shirt.png'],
  ['../My photo?.JPG', 'image/jpeg', 'My-photo.JPG'],
  ['/etc/passwd', 'image/png', 'etc-passwd.png'],
  ['C:\\pictures\\a.png', 'image/png', 'C-pictures-a.png'],
  ['page.html', 'image/svg+xml', 'page.html.svg'],
  ['हरा कपड़ा.webp', 'image/webp', 'हरा-कपड़ा.webp'],
  ['a\u202egnp.exe', 'image/png', 'a-gnp.exe.png'],
  ['png', 'image/png', 'png.png'],
  ['...', 'application/pdf', 'file.pdf'],
  ['', 'video/mp4', 'file.mp4'],
] as const)('the file %j of type %s is called %s', (wish, type, name) => {
  expect(filenameFrom(wish, type)).toBe(name)
})

test('a long name keeps its end, and no half of a character', () => {
  expect(filenameFrom(`${'x'.repeat(200)}.png`, 'image/png')).toBe(`${'x'.repeat(96)}.png`)
  expect(filenameFrom(`${'𐍈'.repeat(120)}.png`, 'image/png')).toBe(`${'𐍈'.repeat(96)}.png`)
})

test('no file can run anything where it is shown', () => {
  for (const type of FILE_TYPES) {
    const headers = headersFor({ type, filename: 'ü"\n.svg' })
    expect(headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox")
    expect(headers['content-disposition']).toBe(
      `${['image/svg+xml', 'application/pdf'].includes(type) ? 'attachment' : 'inline'}; filename*=UTF-8''%C3%BC%22%0A.svg`,
    )
  }
})

test('an address holds the name as one part of its path', () => {
  expect(urlOf({ id: '1', filename: 'हरा.png' })).toBe('/store/v1/media/1/%E0%A4%B9%E0%A4%B0%E0%A4%BE.png')
})
