// What can be done with files.
import { cached } from '../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type ReadCtx, type TxCtx } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import type { ReceivedFile, SentFile } from '../../shared/http/route.ts'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { mediaDeleted, mediaTag, mediaUploaded } from './events.ts'
import { removeMedia } from './jobs.ts'
import * as queries from './queries.ts'
import { openRendition } from './renditions.ts'
import { filenameFrom, headersFor, isDrawnAnew, renditionFrom, urlOf, wordsFor } from './rules.ts'
import type { Media, MediaFilter, MediaUsage, UploadQuery } from './schema.ts'
import { openFile, type StoredFile } from './storage.ts'

/** Keeps a file whose bytes were stored. A file of the same content stays what it is, and is given instead. */
export async function addMedia(
  ctx: Ctx,
  { filename, alt }: UploadQuery,
  received: ReceivedFile,
  stored: StoredFile,
): Promise<Media> {
  const { id, isNew, type, size } = stored
  const row = {
    id,
    content_hash: received.sha256,
    content_type: type,
    filename: filenameFrom(filename, type),
    alt,
    size_bytes: received.size,
    width: size?.width ?? null,
    height: size?.height ?? null,
    created_at: ctx.now.toISOString(),
  }
  return inTx(ctx, async (ctx) => {
    const added = isNew ? await queries.insertMedia(ctx.tx, ctx.tenantId, row) : undefined
    if (added !== undefined) {
      emit(ctx, mediaUploaded, { media_id: id })
      return toMedia(added)
    }
    if (isNew) enqueue(ctx, removeMedia, { media_id: id })
    const same = await queries.findByHash(ctx.tx, ctx.tenantId, received.sha256)
    if (same === undefined)
      throw new DomainError('unavailable', 'The file was deleted meanwhile. Send it again.', {
        retryAfter: 1,
      })
    return toMedia(same)
  })
}

export async function listMedia(ctx: Ctx, { limit, cursor }: MediaFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.listMedia(ctx.tx, ctx.tenantId, { limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit).map(toMedia), next_cursor: cursorOf(rows, limit) }
}

const readMedia = async (ctx: Ctx, id: string): Promise<queries.MediaRow> =>
  found(await inRead(ctx, (ctx) => queries.findMedia(ctx.tx, ctx.tenantId, id)), id)

export const getMedia = async (ctx: Ctx, id: string): Promise<Media> => toMedia(await readMedia(ctx, id))

export async function updateMedia(ctx: Ctx, id: string, { alt }: { alt: string }): Promise<Media> {
  return inTx(ctx, async (ctx) => toMedia(found(await queries.updateAlt(ctx.tx, ctx.tenantId, id, alt), id)))
}

/** How many of each kind a refusal names. */
const MAX_NAMED = 5

/** Deletes a file. Throws `media_in_use`, saying where, while something of the catalogue, a page, the theme or its draft shows it. */
export async function deleteMedia(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    if (!(await queries.lockMedia(ctx.tx, ctx.tenantId, id))) throw noMedia(id)
    const uses = await queries.usesOf(ctx.tx, ctx.tenantId, id, MAX_NAMED)
    if (uses.length > 0) throw new DomainError('media_in_use', `This file is shown by ${wordsFor(uses)}.`)
    await queries.deleteMedia(ctx.tx, ctx.tenantId, id, ctx.now)
    emit(ctx, mediaDeleted, { media_id: id })
    enqueue(ctx, removeMedia, { media_id: id })
    return { id, deleted: true as const }
  })
}

export const getUsage = (ctx: Ctx): Promise<MediaUsage> =>
  inRead(ctx, (ctx) => queries.readUsage(ctx.tx, ctx.tenantId))

/** A file as shoppers get it. `filename` must be its own. */
export async function sendMedia(ctx: Ctx, id: string, filename: string): Promise<SentFile> {
  const slot = { class: 'content', key: mediaTag(id), tags: [mediaTag(id)] } as const
  const row = await cached(ctx, slot, () => readMedia(ctx, id))
  if (row.filename !== filename) throw noMedia(id)
  const type = row.content_type
  return {
    type,
    size: row.size_bytes,
    etag: `"${row.content_hash.slice(0, 32)}"`,
    headers: headersFor({ type, filename }),
    open: (range) => openFile(ctx, id, range),
  }
}

/** A picture in another width, by a name such as `640.webp`. Throws `not_found` for widths and files that have none. */
export async function sendRendition(ctx: Ctx, id: string, name: string): Promise<SentFile> {
  const slot = { class: 'content', key: mediaTag(id), tags: [mediaTag(id)] } as const
  const row = await cached(ctx, slot, () => readMedia(ctx, id))
  const rendition = renditionFrom(name)
  if (rendition === undefined || !isDrawnAnew(row.content_type)) throw noMedia(id)
  return openRendition(ctx, row, rendition)
}

/** The address of each of these files that exists, by id. */
export async function mediaUrls(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await queries.findNamed(ctx.tx, ctx.tenantId, ids)
  return new Map(rows.map((row) => [row.id, urlOf(row)]))
}

/** Those of these files that exist and are pictures. */
export const picturesAmong = async (ctx: ReadCtx, ids: readonly string[]) =>
  ids.length === 0 ? [] : toPictures(await queries.findNamed(ctx.tx, ctx.tenantId, ids))

/** The same, for who begins to show them: none is deleted before the transaction ends. */
export const keptPictures = async (ctx: TxCtx, ids: readonly string[]) =>
  ids.length === 0 ? [] : toPictures(await queries.findNamedKept(ctx.tx, ctx.tenantId, ids))

const toPictures = (rows: readonly queries.NamedFile[]) =>
  rows
    .filter(({ content_type }) => content_type.startsWith('image/'))
    .map(({ id, alt, width, height, filename }) => ({ id, url: urlOf({ id, filename }), alt, width, height }))

const noMedia = (id: string) => new DomainError('not_found', `There is no file ${id}.`)

function found(row: queries.MediaRow | undefined, id: string): queries.MediaRow {
  if (row === undefined) throw noMedia(id)
  return row
}

const toMedia = ({ content_hash: _, ...row }: queries.MediaRow): Media => ({ ...row, url: urlOf(row) })
