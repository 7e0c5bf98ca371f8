// The menus in a shop's header and footer.
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { menusUpdated } from '../events.ts'
import * as queries from '../queries/menus.ts'
import { namedInMenu } from '../rules/menus.ts'
import { MENU_NAMES, type Menus, type MenusPatch } from '../schema.ts'

export const getMenus = (ctx: Ctx): Promise<Menus> =>
  inRead(ctx, (ctx) => queries.readMenus(ctx.tx, ctx.tenantId))

/** Changes what `patch` mentions. Throws `not_found` naming each link to something that the store does not have. */
export async function updateMenus(ctx: Ctx, patch: MenusPatch): Promise<Menus> {
  return inTx(ctx, async (ctx) => {
    const named = MENU_NAMES.flatMap((name) =>
      namedInMenu(patch[name] ?? []).map((one) => ({ ...one, path: `${name}.${one.path}` })),
    )
    const known = await queries.knownAmong(
      ctx.tx,
      ctx.tenantId,
      named.map(({ id }) => id),
    )
    const issues = named
      .filter(({ kind, id }) => !known.has(`${kind} ${id.toLowerCase()}`))
      .map(({ path, kind }) => ({ path, message: `is no ${kind} of this store` }))
    if (issues.length > 0)
      throw new DomainError('not_found', 'A menu leads to something that this store does not have.', {
        issues,
      })
    const menus = MENU_NAMES.filter((name) => patch[name] !== undefined)
    await queries.putMenus(ctx.tx, ctx.tenantId, {
      ...Object.fromEntries(menus.map((name) => [name, patch[name]])),
      now: ctx.now,
    })
    emit(ctx, menusUpdated, { menus })
    return getMenus(ctx)
  })
}
