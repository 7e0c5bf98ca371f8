// The theme as staff work on it: a draft, which is published or thrown away.
import { type Ctx, inRead, inTx, type TxCtx } from '../../../shared/context.ts'
import { DomainError, type FieldIssue } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cleanHtml } from '../../../shared/html/clean.ts'
import { keptPictures, picturesAmong } from '../../media/index.ts'
import { getStore, shopUrlOf } from '../../store/index.ts'
import { themePublished } from '../events.ts'
import * as queries from '../queries/theme.ts'
import { FONTS, namedIn } from '../rules/theme.ts'
import {
  FONT_NAMES,
  SectionHtml,
  type ThemeDraft,
  ThemeSettings,
  type ThemeVersion,
  type ThemeView,
} from '../schema-theme.ts'

const PREVIEW_MS = 60 * 60 * 1_000

const settingsOf = (stored: unknown): ThemeSettings => ThemeSettings.parse(stored ?? {})

export const getTheme = (ctx: Ctx): Promise<ThemeView> =>
  inRead(ctx, async (ctx) => {
    const row = await queries.readTheme(ctx.tx, ctx.tenantId)
    const published = settingsOf(row.published)
    const draft = row.draft === null ? published : settingsOf(row.draft)
    const ids = [...namedIn(published), ...namedIn(draft)].flatMap(({ kind, id }) =>
      kind === 'picture' ? [id] : [],
    )
    return {
      version: row.version,
      draft,
      published,
      has_changes: JSON.stringify(draft) !== JSON.stringify(published),
      pictures: await picturesAmong(ctx, [...new Set(ids)]),
      fonts: FONT_NAMES.map((name) => ({ name, stack: FONTS[name] })),
      updated_at: row.updated_at,
      published_at: row.published_at,
    }
  })

/** Keeps settings as the draft. Throws `theme_changed` when another version was read than there is now. */
export const saveDraft = (ctx: Ctx, { version, settings }: ThemeDraft): Promise<ThemeView> =>
  changeTheme(ctx, version, async (ctx, row) => {
    assertCleanable(settings)
    await assertKnown(ctx, settings)
    return { ...row, draft: cleanSettings(settings), isPublished: false }
  })

/** Shows the draft to shoppers. */
export const publishTheme = (ctx: Ctx, { version }: ThemeVersion): Promise<ThemeView> =>
  changeTheme(ctx, version, async (ctx, row) => {
    if (row.draft !== null) emit(ctx, themePublished, { version: row.version + 1 })
    return { draft: null, published: row.draft ?? row.published, isPublished: row.draft !== null }
  })

/** Throws the draft away: it is as published again. */
export const discardDraft = (ctx: Ctx, { version }: ThemeVersion): Promise<ThemeView> =>
  changeTheme(ctx, version, async (_ctx, row) => ({ ...row, draft: null, isPublished: false }))

type Change = Pick<queries.ThemeRow, 'draft' | 'published'> & { isPublished: boolean }

const changeTheme = (
  ctx: Ctx,
  version: number | undefined,
  decide: (ctx: TxCtx, row: queries.ThemeRow) => Promise<Change>,
): Promise<ThemeView> =>
  inTx(ctx, async (ctx) => {
    const row = await queries.lockTheme(ctx.tx, ctx.tenantId, ctx.now)
    if (version !== undefined && version !== row.version)
      throw new DomainError(
        'theme_changed',
        `You changed version ${version}, but there is version ${row.version} by now. Read the theme again.`,
      )
    const change = await decide(ctx, row)
    await queries.updateTheme(ctx.tx, ctx.tenantId, { ...change, now: ctx.now })
    return getTheme(ctx)
  })

/** Throws `invalid_input` naming each text whose HTML cannot be kept as a whole. */
function assertCleanable({ home }: ThemeSettings): void {
  const issues: FieldIssue[] = home.flatMap((section, i) =>
    section.kind !== 'rich_text'
      ? []
      : Object.entries(section.html).flatMap(([language, html]) =>
          (SectionHtml.safeParse(html).error?.issues ?? []).map(({ message }) => ({
            path: `settings.home.${i}.html.${language}`,
            message,
          })),
        ),
  )
  if (issues.length > 0)
    throw new DomainError('invalid_input', 'A text of the theme is too long or has too many tags.', {
      issues,
    })
}

/** The same settings with all HTML in them cleaned. */
const cleanSettings = (settings: ThemeSettings): ThemeSettings => ({
  ...settings,
  home: settings.home.map((section) =>
    section.kind === 'rich_text' ? { ...section, html: eachCleaned(section.html) } : section,
  ),
})

const eachCleaned = (html: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(html).map(([language, text]) => [language, cleanHtml(text)]))

/** Throws `not_found` naming each field that has an id of nothing of the store's. */
async function assertKnown(ctx: TxCtx, settings: ThemeSettings): Promise<void> {
  const named = namedIn(settings)
  const pictureIds = named.flatMap(({ kind, id }) => (kind === 'picture' ? [id] : []))
  const [pictures, others] = await Promise.all([
    keptPictures(ctx, pictureIds),
    queries.knownAmong(ctx.tx, ctx.tenantId, named),
  ])
  const known = new Set([...pictures.map(({ id }) => id), ...others])
  const issues: FieldIssue[] = named
    .filter(({ id }) => !known.has(id))
    .map(({ path, kind }) => ({ path: `settings.${path}`, message: `is no ${kind} of this store` }))
  if (issues.length > 0)
    throw new DomainError('not_found', 'The theme names something that this store does not have.', { issues })
}

const placeOf = ({ tenantId }: Ctx) => `tenant/${tenantId}/theme-preview`

/** A link that shows the draft for an hour, to whoever has it. */
export async function previewTheme(ctx: Ctx) {
  const expires = new Date(ctx.now.getTime() + PREVIEW_MS)
  const token = ctx.shard.vault.seal(`${expires.getTime()}`, placeOf(ctx))
  const shop = shopUrlOf(await getStore(ctx))
  return {
    token,
    url: shop === '' ? null : `${shop}/?${new URLSearchParams({ preview: token })}`,
    expires_at: expires.toISOString(),
  }
}

/** Whether this store gave the token within the last hour. */
export function isPreview(ctx: Ctx, token: string): boolean {
  try {
    return Number(ctx.shard.vault.open(token, placeOf(ctx))) > ctx.now.getTime()
  } catch {
    return false
  }
}

/** The settings as shoppers see them, or the draft. */
export const readSettings = (ctx: Ctx, which: 'draft' | 'published') =>
  inRead(ctx, async (ctx) => {
    const row = await queries.readTheme(ctx.tx, ctx.tenantId)
    const stored = which === 'draft' ? (row.draft ?? row.published) : row.published
    return { version: row.version, settings: settingsOf(stored) }
  })
