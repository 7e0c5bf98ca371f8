import type en from '../texts/permissions/en.ts'
import { type AreaTexts, textOf } from './text.ts'

export const permissionTexts: AreaTexts = {
  en: () => import('../texts/permissions/en.ts'),
  de: () => import('../texts/permissions/de.ts'),
  fr: () => import('../texts/permissions/fr.ts'),
  ar: () => import('../texts/permissions/ar.ts'),
}

const useText = textOf<typeof en>('permissions')

/** Says permissions such as `orders:refund` in words. */
export function usePermissionText() {
  const t = useText()
  const of = (key: string) => t(key as 'permission.all')
  const group = (name: string) => of(`permission.${name}`)
  const action = (permission: string) => of(`permission.to.${permission.split(':')[1]}`)
  return {
    all: t('permission.all'),
    /** @param name the part before the colon */
    group,
    action,
    name: (permission: string) => `${group(permission.split(':')[0] ?? '')}: ${action(permission)}`,
  }
}
