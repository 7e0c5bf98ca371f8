// Which role somebody gets, and with a role of their own, what they may.
import { Radio, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { type Permission, useStore } from '../../api/session.ts'
import { PermissionPicker } from '../../parts/permissions.tsx'
import { useText } from './text.ts'

export type RoleValues = {
  role: Platform['Member']['role']
  /** One of the store's own roles, or '' for permissions of one's own. */
  role_id: string
  permissions: Permission[]
}

/** As the API takes it. */
export const roleInput = ({ role, role_id, permissions }: RoleValues) =>
  role !== 'custom' ? { role } : role_id === '' ? { role, permissions } : { role, role_id }

function useRoles() {
  const { id } = useStore()
  return useQuery({
    queryKey: [id, 'roles', 'all'],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/roles', {
          params: { path: { tenant_id: id }, query: { limit: 100 } },
        }),
      ),
  })
}

/** @param set changes one of the values */
export function RoleFields({
  values,
  set,
  errors,
}: {
  values: RoleValues
  set: (values: Partial<RoleValues>) => void
  errors: Partial<Record<string, unknown>>
}) {
  const t = useText()
  const { permissions, role: own } = useStore()
  const roles = useRoles()
  // Only owners make owners.
  const offered = (['owner', 'admin', 'staff', 'custom'] as const).filter(
    (role) => role !== 'owner' || own === 'owner' || values.role === 'owner',
  )
  return (
    <Stack>
      <Radio.Group
        label={t('role')}
        value={values.role}
        onChange={(role) => set({ role: role as RoleValues['role'] })}
        error={errors.role as string | undefined}
      >
        <Stack gap="xs" mt="xs">
          {offered.map((role) => (
            <Radio key={role} value={role} label={t(`role.${role}`)} description={t(`role.${role}.text`)} />
          ))}
        </Stack>
      </Radio.Group>
      {values.role === 'custom' && (
        <Select
          label={t('ownRole')}
          allowDeselect={false}
          value={values.role_id}
          onChange={(role_id) => set({ role_id: role_id ?? '' })}
          data={[
            { value: '', label: t('ownPermissions') },
            ...(roles.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          error={errors.role_id as string | undefined}
        />
      )}
      {values.role === 'custom' && values.role_id === '' && (
        <PermissionPicker
          label={t('permissions')}
          choices={permissions}
          value={values.permissions}
          onChange={(permissions) => set({ permissions })}
          error={errors.permissions as string | undefined}
        />
      )}
    </Stack>
  )
}
