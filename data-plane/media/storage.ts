// The bytes of files. An upload is noted before its bytes are stored; its note goes as the file's row comes, and comes back
// as that goes: whatever is stored without a row is found by its note.
import { open } from 'node:fs/promises'
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx } from '../../shared/context.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import type { ByteRange } from '../../shared/files/files.ts'
import type { ReceivedFile } from '../../shared/http/route.ts'
import * as queries from './queries.ts'
import { HEAD_BYTES, inspect, type Size } from './rules.ts'
import type { FileType } from './schema.ts'

/** Longer than any upload takes. */
const STALE_MS = 3_600_000
const SWEPT_AT_ONCE = 100

const keyOf = (ctx: Ctx, id: string) => `${ctx.tenantId}/${id}`

/** A file whose bytes are stored: under the id of a new upload, or as one that the store has already. */
export type StoredFile = { id: string; isNew: boolean; type: FileType; size: Size | undefined }

/**
 * Stores the bytes of a file unless the store has them. Throws `invalid_input` when they are not what the request says,
 * and `unavailable` when they cannot be stored; nothing is left of them then.
 */
export async function storeFile(ctx: Ctx, file: ReceivedFile): Promise<StoredFile> {
  const type = file.type as FileType
  const inspected = inspect(await headOf(file), type)
  if (!inspected.ok) throw fieldError('', inspected.fault)
  const { size } = inspected
  const same = await inRead(ctx, (ctx) => queries.findByHash(ctx.tx, ctx.tenantId, file.sha256))
  if (same !== undefined) return { id: same.id, isNew: false, type, size }
  const id = uuidv7()
  await inTx(ctx, (ctx) => queries.insertUpload(ctx.tx, ctx.tenantId, id, ctx.now))
  try {
    await ctx.shard.files.put(keyOf(ctx, id), file)
  } catch (error) {
    ctx.log.error({ err: error }, 'a file was not stored')
    await removeFile(ctx, id).catch((error: unknown) => ctx.log.warn({ err: error }, 'left for the sweep'))
    throw unavailable()
  }
  return { id, isNew: true, type, size }
}

async function headOf({ path, size }: ReceivedFile): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, HEAD_BYTES)))
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Opens a stored file. Throws `not_found` when its bytes are gone, and `unavailable` when they cannot be had. */
export async function openFile(ctx: Ctx, id: string, range: ByteRange): Promise<ReadableStream<Uint8Array>> {
  const bytes = await ctx.shard.files.open(keyOf(ctx, id), range).catch((error: unknown) => {
    ctx.log.error({ err: error }, 'a file was not read')
    throw unavailable()
  })
  if (bytes !== undefined) return bytes
  ctx.log.error({ media_id: id }, 'a file has lost its bytes')
  throw new DomainError('not_found', `The bytes of the file ${id} are gone.`)
}

/** Removes the bytes of a file that has no row. */
export async function removeFile(ctx: Ctx, id: string): Promise<void> {
  await ctx.shard.files.remove(keyOf(ctx, id))
  await inTx(ctx, (ctx) => queries.deleteUploads(ctx.tx, ctx.tenantId, [id]))
}

/** Removes what uploads left behind that never became files. */
export async function sweepUploads(ctx: Ctx): Promise<void> {
  const time = new Date(ctx.now.getTime() - STALE_MS)
  while (true) {
    const ids = await inRead(ctx, (ctx) => queries.staleUploads(ctx.tx, ctx.tenantId, time, SWEPT_AT_ONCE))
    for (const id of ids) await ctx.shard.files.remove(keyOf(ctx, id))
    await inTx(ctx, (ctx) => queries.deleteUploads(ctx.tx, ctx.tenantId, ids))
    if (ids.length < SWEPT_AT_ONCE) return
  }
}

const unavailable = () =>
  new DomainError('unavailable', 'The store of files does not answer just now. Try again.', { retryAfter: 5 })
