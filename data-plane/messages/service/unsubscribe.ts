// Who wants no mails that are not about an order or account of theirs.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { apiUrlOf, type StoreRow } from '../../store/index.ts'
import * as queries from '../queries.ts'

const place = (tenantId: string): string => `tenant/${tenantId}/unsubscribe`

/**
 * Where somebody gets no more of such mails: `page` is for people, `oneClick` for their mail programs (RFC 8058). The address in
 * it is sealed: nobody makes such a link but we. It works for as long as its key is one of the vault's. Undefined while the
 * store's own address is not known.
 */
export function unsubscribeUrl(
  ctx: Ctx,
  store: StoreRow,
  email: string,
  kind: 'page' | 'oneClick',
): string | undefined {
  const own = apiUrlOf(store)
  if (own === undefined) return undefined
  const token = ctx.shard.vault.seal(email, place(ctx.tenantId))
  return `${own}${kind === 'page' ? '' : '/store/v1'}/unsubscribe?token=${token}`
}

/** Throws `link_expired`. Doing it again changes nothing. */
export async function unsubscribe(ctx: Ctx, token: string): Promise<{ unsubscribed: true }> {
  let email: string
  try {
    email = ctx.shard.vault.open(token, place(ctx.tenantId))
  } catch {
    throw fieldError('token', 'This link is no longer valid.', 'link_expired')
  }
  const row = { id: uuidv7(), email, at: ctx.now.toISOString() }
  await inTx(ctx, (ctx) => queries.insertUnsubscribe(ctx.tx, ctx.tenantId, row))
  return { unsubscribed: true }
}

export async function listUnsubscribes(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listUnsubscribes(ctx.tx, ctx.tenantId, { limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Lets an address have such mails again, as when its owner asked for them. Throws `not_found`. */
export async function deleteUnsubscribe(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    if (!(await queries.deleteUnsubscribe(ctx.tx, ctx.tenantId, id)))
      throw new DomainError('not_found', `Nobody unsubscribed as ${id}.`)
    return { id, deleted: true }
  })
}
