// The smallest files of each kind that say what they are.

const box = (type: string, ...content: (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(
    content.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  )
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const u32 = (...numbers: number[]): Buffer =>
  Buffer.concat(
    numbers.map((number) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(number)
      return bytes
    }),
  )

/** A PNG of this size, with any text behind it to tell it from others. */
export function pngOf(width: number, height: number, text = ''): Buffer {
  const header = Buffer.concat([
    u32(13),
    Buffer.from('IHDR'),
    u32(width, height),
    Buffer.from([8, 6, 0, 0, 0]),
    u32(0),
  ])
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), header, Buffer.from(text)])
}

/** A JPEG with a segment of `before` bytes in front of its frame header. */
export function jpegOf(width: number, height: number, before = 14): Buffer {
  const segment = Buffer.alloc(before + 2)
  segment.writeUInt16BE(0xffe0)
  segment.writeUInt16BE(before, 2)
  const frame = Buffer.from([0xff, 0xc2, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3])
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment, frame])
}

export function gifOf(width: number, height: number): Buffer {
  const bytes = Buffer.from('GIF89a\0\0\0\0\0\0\0', 'latin1')
  bytes.writeUInt16LE(width, 6)
  bytes.writeUInt16LE(height, 8)
  return bytes
}

const webp = (format: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`RIFF\0\0\0\0WEBP${format}\0\0\0\0`, 'latin1'), content, Buffer.alloc(10)])

/** By the three formats of WebP. */
export const webpsOf = (width: number, height: number): Buffer[] => {
  const lossy = Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a, width & 255, width >> 8, height & 255, height >> 8])
  const lossless = Buffer.alloc(5)
  lossless[0] = 0x2f
  lossless.writeUInt32LE(((height - 1) << 14) | (width - 1), 1)
  const extended = Buffer.alloc(10)
  extended.writeUIntLE(width - 1, 4, 3)
  extended.writeUIntLE(height - 1, 7, 3)
  return [webp('VP8 ', lossy), webp('VP8L', lossless), webp('VP8X', extended)]
}

/** An AVIF with a thumbnail beside its picture. */
export const avifOf = (width: number, height: number, brands = ['avif', 'mif1']): Buffer =>
  Buffer.concat([
    box('ftyp', brands[0] ?? '', u32(0), ...brands.slice(1)),
    box('ispe', u32(0, 16, 16)),
    box('ispe', u32(0, width, height)),
  ])

export const mp4Of = (bytes: number): Buffer =>
  Buffer.concat([box('ftyp', 'isom', u32(0), 'iso2'), Buffer.alloc(bytes - 20, 7)])

export const PDF = Buffer.from('%PDF-1.7\n')
