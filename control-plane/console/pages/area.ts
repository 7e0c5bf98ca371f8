// How an area of the console describes its pages.
import type { Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Permission } from '../api/session.ts'
import type { Language } from '../i18n/languages.ts'
import type { AreaTexts } from '../i18n/text.ts'

/** The navigation's groups, in their order. */
export const GROUPS = [
  'overview',
  'sales',
  'catalogue',
  'marketing',
  'settings',
  'developers',
  'platform',
] as const
type Group = (typeof GROUPS)[number]

/**
 * Where a page stands, who sees it, and what its path is relative to:
 * - `store`: `/stores/{slug}/…`, members of the store
 * - `platform`: `/platform/…`, administrators of the installation
 * - `account`: `/…`, whoever is signed in, in the frame of the console
 * - `public`: `/…`, anybody, on a card of its own
 */
export type Scope = 'store' | 'platform' | 'account' | 'public'

export type Page = {
  readonly scope: Scope
  /** Without the scope's prefix and without a slash before it; `$name` is a parameter; '' is the scope's first page. */
  readonly path: string
  /** What the page is called, in the browser's tab and in the navigation. */
  readonly title: Readonly<Record<Language, string>>
  /** Its entry in the navigation; pages without one are reached from other pages. */
  readonly nav?: { readonly group: Group; readonly icon: Icon; readonly order?: number }
  /** Without this permission at the store the page is neither listed nor shown. */
  readonly permission?: Permission
  /** The step of the way to a first order (`pages/home/`) that is done here. */
  readonly step?: 'product' | 'market' | 'payment' | 'look'
  /** The page's module, whose default export is its component. */
  readonly load: () => Promise<{ default: ComponentType }>
}

export type Area = {
  /** Also the name of its texts' namespace. */
  readonly name: string
  readonly texts: AreaTexts
  readonly pages: readonly Page[]
}

/** The address of a page, as the router has it. */
export function pathOf({ scope, path }: Pick<Page, 'scope' | 'path'>): string {
  const prefix = scope === 'store' ? '/stores/$slug' : scope === 'platform' ? '/platform' : ''
  return path === '' ? prefix || '/' : `${prefix}/${path}`
}
