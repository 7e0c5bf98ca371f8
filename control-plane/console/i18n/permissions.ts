import { useCommon } from './common.ts'

/** Says permissions such as `orders:refund` in words. */
export function usePermissionText() {
  const t = useCommon()
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
