// What a file is by its bytes, and how it may be shown.
import type { FileType } from './schema.ts'

/** The first bytes of a file suffice to tell what it is; only of an SVG all are looked at. */
export const HEAD_BYTES = 1024 * 1024

const MAX_PIXELS = 100_000

export type Size = { width: number; height: number }
export type Inspected = { ok: true; size: Size | undefined } | { ok: false; fault: string }

/** Holds the first bytes of a file against the type that it is said to have, and reads an image's size in pixels. */
export function inspect(head: Buffer, type: FileType): Inspected {
  const found = typeOf(head)
  if (found === undefined) return { ok: false, fault: 'is a file of no type that can be kept' }
  if (found !== type) return { ok: false, fault: `is ${found}, not ${type}` }
  const read = SIZES[type]
  if (read === undefined) return { ok: true, size: undefined }
  const size = read(head)
  if (size === undefined || size.width === 0 || size.height === 0)
    return { ok: false, fault: 'is damaged: its size in pixels cannot be read' }
  if (Math.max(size.width, size.height) > MAX_PIXELS)
    return { ok: false, fault: `has more than ${MAX_PIXELS} pixels on one side` }
  return { ok: true, size }
}

const latin = (head: Buffer, start: number, end: number) => head.toString('latin1', start, end)

// Signatures as in the WHATWG's MIME sniffing standard, section 6; brands of ISO 14496-12 files as registered with mp4ra.org.
function typeOf(head: Buffer): FileType | undefined {
  if (latin(head, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (latin(head, 0, 3) === '\xff\xd8\xff') return 'image/jpeg'
  if (/^GIF8[79]a$/.test(latin(head, 0, 6))) return 'image/gif'
  if (/^RIFF[\s\S]{4}WEBPVP8/.test(latin(head, 0, 15))) return 'image/webp'
  if (latin(head, 0, 5) === '%PDF-') return 'application/pdf'
  if (latin(head, 4, 8) === 'ftyp') {
    const brand = latin(head, 8, 12)
    const compatible = latin(head, 16, head.readUInt32BE(0))
    if (/^avi[fs]$/.test(brand) || (brand === 'mif1' && compatible.includes('avif'))) return 'image/avif'
    if (/^(isom|iso[2-9]|mp4[12]|avc1|M4V |dash|MSNV|mmp4)$/.test(brand)) return 'video/mp4'
    return undefined
  }
  return rootOf(head) === undefined ? undefined : 'image/svg+xml'
}

const SIZES: Partial<Record<FileType, (head: Buffer) => Size | undefined>> = {
  'image/png': (head) =>
    at(head, 24, () => ({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) })),
  'image/gif': (head) => at(head, 10, () => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) })),
  'image/jpeg': jpegSize,
  'image/webp': webpSize,
  'image/avif': avifSize,
  'image/svg+xml': svgSize,
}

const at = <T>(head: Buffer, needed: number, read: () => T): T | undefined =>
  head.length < needed ? undefined : read()

/** In the first frame header (ITU T.81, B.2.2), behind any number of other segments. */
function jpegSize(head: Buffer): Size | undefined {
  let i = 2
  while (i + 9 <= head.length && head[i] === 0xff) {
    const marker = head[i + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: head.readUInt16BE(i + 5), width: head.readUInt16BE(i + 7) }
    // A marker may be preceded by any number of fill bytes.
    i += marker === 0xff ? 1 : 2 + head.readUInt16BE(i + 2)
  }
  return undefined
}

/** Of the lossy, the lossless and the extended format (RFC 9649). */
function webpSize(head: Buffer): Size | undefined {
  if (head.length < 30) return undefined
  const format = latin(head, 12, 16)
  if (format === 'VP8X') return { width: 1 + head.readUIntLE(24, 3), height: 1 + head.readUIntLE(27, 3) }
  if (format === 'VP8L') {
    const bits = head.readUInt32LE(21)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  }
  return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }
}

/** That of the largest item: the others are its tiles and thumbnails. */
function avifSize(head: Buffer): Size | undefined {
  const sizes: Size[] = []
  for (let i = head.indexOf('ispe'); i >= 0 && i + 16 <= head.length; i = head.indexOf('ispe', i + 4))
    sizes.push({ width: head.readUInt32BE(i + 8), height: head.readUInt32BE(i + 12) })
  return sizes.sort((a, b) => b.width * b.height - a.width * a.height)[0]
}

/** The start tag of an SVG's root, behind declarations and comments. */
function rootOf(head: Buffer): string | undefined {
  const text = head.toString('utf8').replace(/^\ufeff/, '')
  const prolog =
    /^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE\s[^[>]*(?:\[[^\]]*\]\s*)?>)*/i.exec(text)?.[0] ?? ''
  return /^<(?:svg:)?svg(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?>/.exec(text.slice(prolog.length))?.[0]
}

/** Width and height where they are lengths in pixels, else those of the view box; an SVG with neither has 300 × 150. */
function svgSize(head: Buffer): Size | undefined {
  const root = rootOf(head) ?? ''
  const quoted = root.matchAll(/\s([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  const attributes = new Map(
    [...quoted].map(([, name, double, single]) => [name, (double ?? single ?? '').trim()]),
  )
  const pixels = (text: string | undefined) => {
    const [, number] = /^(\d{1,6}(?:\.\d+)?)(?:px)?$/.exec(text ?? '') ?? []
    return number === undefined ? undefined : Math.round(Number(number))
  }
  const [, , boxWidth, boxHeight] = (attributes.get('viewBox') ?? '').split(/[\s,]+/)
  return {
    width: pixels(attributes.get('width')) ?? pixels(boxWidth) ?? 300,
    height: pixels(attributes.get('height')) ?? pixels(boxHeight) ?? 150,
  }
}

const EXTENSIONS: Readonly<Record<FileType, readonly [string, ...string[]]>> = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/gif': ['gif'],
  'image/svg+xml': ['svg'],
  'application/pdf': ['pdf'],
  'video/mp4': ['mp4'],
}

const MAX_FILENAME = 100

/** `../My photo?.JPG` → `My-photo.JPG`: one part of a path, with an extension of its type. */
export function filenameFrom(wish: string, type: FileType): string {
  const name = wish
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/-*\.-*/g, '.')
    .replace(/^[-.]+|[-.]+$/g, '')
  const base = name === '' ? 'file' : [...name].slice(-MAX_FILENAME).join('')
  const extension = base.split('.').at(-1)?.toLowerCase() ?? ''
  return base.includes('.') && EXTENSIONS[type].includes(extension) ? base : `${base}.${EXTENSIONS[type][0]}`
}

const WIDTHS = [160, 320, 480, 640, 960, 1280, 1920] as const
const FORMATS = ['avif', 'webp'] as const
/** A picture in another width. */
export type Rendition = { width: (typeof WIDTHS)[number]; format: (typeof FORMATS)[number] }

/** All that can be made of a picture. */
export const renditionsOf = (): Rendition[] =>
  WIDTHS.flatMap((width) => FORMATS.map((format) => ({ width, format })))

/** What `640.webp` stands for; undefined when it is none of those that can be had. */
export const renditionFrom = (name: string): Rendition | undefined =>
  renditionsOf().find(({ width, format }) => name === `${width}.${format}`)

const DRAWN_ANEW: readonly string[] = ['image/png', 'image/jpeg', 'image/webp', 'image/avif']
/** Whether a picture can be had in other widths: not one that moves, nor one that has none. */
export const isDrawnAnew = (type: string): boolean => DRAWN_ANEW.includes(type)

/** What a browser opens by itself. Of the others it shows none as a page: an SVG or a PDF could run scripts there. */
const INLINE: readonly FileType[] = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/avif',
  'image/gif',
  'video/mp4',
]

/** With these headers nothing in a file runs, and whoever has it need not ask again: other bytes have another address. */
export function headersFor({ type, filename }: { type: FileType; filename: string }): Record<string, string> {
  const disposition = INLINE.includes(type) ? 'inline' : 'attachment'
  return {
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(filename)}`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'cache-control': 'public, max-age=31536000, immutable',
    // On the base host the key names the store.
    vary: 'authorization',
  }
}

/** Where shoppers get a file, at the store's own address. */
export const urlOf = ({ id, filename }: { id: string; filename: string }): string =>
  `/store/v1/media/${id}/${encodeURIComponent(filename)}`

const THEMES: Readonly<Record<string, string>> = {
  theme: 'the theme of the shop',
  theme_draft: 'the draft of the theme',
}

/** Where a file is shown, in words: `the product “Shirt” and the theme of the shop`. */
export function wordsFor(uses: readonly { kind: string; title: string }[]): string {
  const words = uses.map(({ kind, title }) => THEMES[kind] ?? `the ${kind} “${title}”`)
  return new Intl.ListFormat('en').format(words)
}
