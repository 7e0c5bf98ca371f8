// Pages of text that a store writes itself.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx } from '../../../shared/context.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { handleFrom, unusedHandle } from '../../../shared/handles.ts'
import { cleanHtml } from '../../../shared/html/clean.ts'
import { PAGE_DEFAULTS } from '../../../shared/http/fields.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { pageCreated, pageDeleted, pageUpdated } from '../events.ts'
import * as queries from '../queries/pages.ts'
import type { Page, PageFilter, PageInput, PagePatch } from '../schema-pages.ts'

const MAX_PAGES = 1_000

const DEFAULTS = { body: '', status: 'draft', translations: {}, ...PAGE_DEFAULTS } as const

/** Adds a page, a draft unless said otherwise. Without a handle it gets one from its title. */
export async function createPage(ctx: Ctx, input: PageInput): Promise<Page> {
  return inTx(ctx, async (ctx) => {
    if ((await queries.countPages(ctx.tx, ctx.tenantId)) >= MAX_PAGES)
      throw new DomainError('too_many_pages', `A store has at most ${MAX_PAGES} pages.`)
    const handle = input.handle ?? (await newHandle(ctx, input.title))
    const id = uuidv7()
    await put(ctx, { ...DEFAULTS, ...defined(input), title: input.title, id, handle })
    emit(ctx, pageCreated, { page_id: id, handle })
    return getPage(ctx, id)
  })
}

export async function updatePage(ctx: Ctx, id: string, patch: PagePatch): Promise<Page> {
  return inTx(ctx, async (ctx) => {
    const before = await queries.lockPage(ctx.tx, ctx.tenantId, id)
    if (before === undefined) throw noPage(id)
    const { created_at: _c, updated_at: _u, ...row } = { ...before, ...defined(patch) }
    await put(ctx, row)
    emit(ctx, pageUpdated, { page_id: id, handle: row.handle })
    return getPage(ctx, id)
  })
}

export async function deletePage(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const handle = await queries.deletePage(ctx.tx, ctx.tenantId, id)
    if (handle === undefined) throw noPage(id)
    emit(ctx, pageDeleted, { page_id: id, handle })
    return { id, deleted: true }
  })
}

export async function getPage(ctx: Ctx, id: string): Promise<Page> {
  const found = await inRead(ctx, (ctx) => queries.findPage(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw noPage(id)
  return found
}

export async function listPages(ctx: Ctx, { limit, cursor, ...filter }: PageFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.listPages(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Stores a page with its HTML cleaned. */
function put(ctx: TxCtx, page: queries.PageRow): Promise<unknown> {
  const translations = Object.fromEntries(
    Object.entries(page.translations).map(([language, words]) => [
      language,
      words.body === undefined ? words : { ...words, body: cleanHtml(words.body) },
    ]),
  )
  return onViolation(
    { pages_handle_key: () => fieldError('handle', 'Another page has this handle.', 'handle_taken') },
    () => queries.putPage(ctx.tx, ctx.tenantId, { ...page, body: cleanHtml(page.body), translations }),
  )
}

const newHandle = (ctx: TxCtx, title: string) =>
  unusedHandle(handleFrom(title, 'page'), (handles) => queries.takenHandles(ctx.tx, ctx.tenantId, handles))

const noPage = (id: string) => new DomainError('not_found', `There is no page ${id}.`)
