import type { Platform } from '../../api/client.ts'
import { useText } from './text.ts'

/** Says which role somebody has, or is to have. */
export function useRoleName() {
  const t = useText()
  return ({ role, role_name }: Pick<Platform['Member'], 'role' | 'role_name'>): string =>
    role_name ?? t(`role.${role}`)
}
