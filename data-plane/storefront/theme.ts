// How a shop looks, as its templates are given it.
import type { readMenus, readTheme } from '../content/index.ts'

export type Theme = Awaited<ReturnType<typeof readTheme>>
export type Menus = Awaited<ReturnType<typeof readMenus>>
export type MenuLink = Menus['header'][number]
export type Section = Theme['home'][number]
export type Picture = NonNullable<Theme['logo']>
export type Button = NonNullable<Extract<Section, { kind: 'hero' }>['button']>
