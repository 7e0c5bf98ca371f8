// Pictures in the widths that screens need, made when they are first asked for and then kept beside the original.
import { createHash, randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Ctx } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { fairly } from '../../shared/fair.ts'
import type { SentFile } from '../../shared/http/route.ts'
import { headersFor, type Rendition, renditionsOf } from './rules.ts'
import { FILE_LIMITS } from './schema.ts'

/** A picture may be small as a file and yet fill the memory once it is unpacked. */
const MAX_PIXELS = 50_000_000
const QUALITY = { webp: { quality: 78, effort: 3 }, avif: { quality: 55, effort: 2 } } as const
const MAX_BYTES = FILE_LIMITS['image/png']

/** Pictures take much of a processor: few at once, and of each store only one. */
const inTurn = fairly({ total: 2, perKey: 1, maxWaiting: 100, maxWaitMs: 20_000 })
/** By key, so that nobody makes what is being made. */
const underway = new Map<string, Promise<Buffer>>()

const originalKey = (ctx: Ctx, id: string) => `${ctx.tenantId}/${id}`
const keyOf = (ctx: Ctx, id: string, { width, format }: Rendition) =>
  `${originalKey(ctx, id)}.${width}.${format}`

/** A stored picture in a width, never wider than it is. Throws `not_found` for what is none that can be drawn anew. */
export async function openRendition(
  ctx: Ctx,
  media: { id: string; content_type: string; content_hash: string },
  rendition: Rendition,
): Promise<SentFile> {
  const key = keyOf(ctx, media.id, rendition)
  const bytes = (await readAll(ctx, key)) ?? (await made(ctx, media.id, rendition, key))
  const type = `image/${rendition.format}` as const
  return {
    type,
    size: bytes.byteLength,
    etag: `"${media.content_hash.slice(0, 24)}-${rendition.width}-${rendition.format}"`,
    headers: headersFor({ type, filename: `${rendition.width}.${rendition.format}` }),
    open: async ({ start, end }) => new Blob([Uint8Array.from(bytes.subarray(start, end + 1))]).stream(),
  }
}

/** Removes all that was made of a file. */
export async function removeRenditions(ctx: Ctx, id: string): Promise<void> {
  for (const rendition of renditionsOf()) await ctx.shard.files.remove(keyOf(ctx, id, rendition))
}

async function readAll(ctx: Ctx, key: string): Promise<Buffer | undefined> {
  try {
    const stream = await ctx.shard.files.open(key, { start: 0, end: MAX_BYTES })
    return stream && Buffer.from(await new Response(stream).arrayBuffer())
  } catch (error) {
    ctx.log.error({ err: error }, 'a file was not read')
    throw new DomainError('unavailable', 'The store of files does not answer just now. Try again.', {
      retryAfter: 5,
    })
  }
}

function made(ctx: Ctx, id: string, rendition: Rendition, key: string): Promise<Buffer> {
  const other = underway.get(key)
  if (other !== undefined) return other
  const making = Promise.resolve(inTurn(ctx.tenantId, () => make(ctx, id, rendition, key))).finally(() =>
    underway.delete(key),
  )
  underway.set(key, making)
  return making
}

async function make(ctx: Ctx, id: string, { width, format }: Rendition, key: string): Promise<Buffer> {
  const original = await readAll(ctx, originalKey(ctx, id))
  if (original === undefined) throw new DomainError('not_found', `The bytes of the file ${id} are gone.`)
  const bytes = await sharp(original, { limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .resize({ width, withoutEnlargement: true })
    .toFormat(format, QUALITY[format])
    .toBuffer()
    .catch((error: unknown) => {
      ctx.log.info({ err: error, media_id: id }, 'a picture cannot be drawn anew')
      throw new DomainError('not_found', `The file ${id} cannot be shown in another width.`)
    })
  await keep(ctx, key, bytes, `image/${format}`).catch((error: unknown) =>
    // It is made again when it is next asked for.
    ctx.log.warn({ err: error }, 'a picture was not kept'),
  )
  return bytes
}

async function keep(ctx: Ctx, key: string, bytes: Buffer, type: string): Promise<void> {
  const path = join(tmpdir(), `storeplane-rendition-${randomUUID()}`)
  try {
    await writeFile(path, bytes)
    await ctx.shard.files.put(key, { path, type, sha256: createHash('sha256').update(bytes).digest('hex') })
  } finally {
    await rm(path, { force: true })
  }
}
