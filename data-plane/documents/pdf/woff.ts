// Fonts come packed as WOFF 1.0 (https://www.w3.org/TR/WOFF/). Unpacked once, they need not be inflated for each document.
import { inflateSync } from 'node:zlib'

const WOFF_HEADER = 44
const WOFF_ENTRY = 20
const SFNT_HEADER = 12
const SFNT_ENTRY = 16

/** The TrueType or OpenType font that a WOFF file holds. */
export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const directory = Buffer.alloc(SFNT_HEADER + count * SFNT_ENTRY)
  // Flavour and number of tables; what follows of the header only speeds up a search.
  directory.writeUInt32BE(woff.readUInt32BE(4), 0)
  directory.writeUInt16BE(count, 4)
  const tables: Buffer[] = []
  let offset = directory.byteLength
  for (let i = 0; i < count; i += 1) {
    const at = WOFF_HEADER + i * WOFF_ENTRY
    const [start, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(at + field)) as [
      number,
      number,
      number,
    ]
    const bytes = woff.subarray(start, start + packed)
    const table = packed < length ? inflateSync(bytes) : bytes
    const entry = SFNT_HEADER + i * SFNT_ENTRY
    woff.copy(directory, entry, at, at + 4)
    woff.copy(directory, entry + 4, at + 16, at + 20)
    directory.writeUInt32BE(offset, entry + 8)
    directory.writeUInt32BE(length, entry + 12)
    const padding = Buffer.alloc(-length & 3)
    tables.push(table, padding)
    offset += length + padding.byteLength
  }
  return Buffer.concat([directory, ...tables])
}
