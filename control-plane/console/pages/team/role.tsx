// A role of the store's own, new or to be changed.
import { Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { type Permission, useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { PermissionPicker } from '../../parts/permissions.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { DeleteButton } from '../../parts/record.tsx'
import { useText } from './text.ts'

export default function RolePage() {
  const t = useText()
  const { id, slug, can } = useStore()
  const { id: roleId } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [id, 'roles', roleId],
    enabled: roleId !== undefined,
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/roles/{role_id}', {
          params: { path: { tenant_id: id, role_id: roleId ?? '' } },
        }),
      ),
  })
  const back = { to: `/stores/${slug}/team?tab=roles`, label: t('roles') }
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (roleId !== undefined && query.data === undefined) return <Loading />
  return (
    <>
      <PageHeader title={query.data?.name ?? t('roles.new')} back={back}>
        {query.data && can('members:write') && <Remove role={query.data} />}
      </PageHeader>
      <RoleForm key={roleId ?? 'new'} role={query.data} />
    </>
  )
}

function RoleForm({ role }: { role: Platform['Role'] | undefined }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, can, permissions } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm<{ name: string; description: string; permissions: Permission[] }>({
    initialValues: {
      name: role?.name ?? '',
      description: role?.description ?? '',
      permissions: role?.permissions ?? [],
    },
  })
  const save = async (body: typeof form.values) => {
    const path = { tenant_id: id }
    await (role === undefined
      ? dataOf(platform.POST('/platform/v1/tenants/{tenant_id}/roles', { params: { path }, body }))
      : dataOf(
          platform.PATCH('/platform/v1/tenants/{tenant_id}/roles/{role_id}', {
            params: { path: { ...path, role_id: role.id } },
            body,
          }),
        ))
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'roles'] })
    await navigate({ to: `/stores/${slug}/team`, search: { tab: 'roles' } as never })
  }
  return (
    <FormPage form={form} onSave={save} isNew={role === undefined}>
      <Section title={t('roles.about')}>
        <Stack>
          <TextInput label={t('name')} required {...form.getInputProps('name')} />
          <Textarea label={t('description')} autosize {...form.getInputProps('description')} />
        </Stack>
      </Section>
      <Section title={t('permissions')} text={t('permissions.text')}>
        <PermissionPicker
          label={t('permissions')}
          choices={can('members:write') ? permissions : form.values.permissions}
          value={form.values.permissions}
          onChange={(chosen) => form.setFieldValue('permissions', chosen)}
          error={form.errors.permissions as string | undefined}
        />
      </Section>
    </FormPage>
  )
}

function Remove({ role }: { role: Platform['Role'] }) {
  const t = useText()
  const { id, slug } = useStore()
  const params = { path: { tenant_id: id, role_id: role.id } }
  return (
    <DeleteButton
      title={t('roles.delete')}
      remove={() => dataOf(platform.DELETE('/platform/v1/tenants/{tenant_id}/roles/{role_id}', { params }))}
      keys={{ one: ['roles', role.id], lists: ['roles'] }}
      to={`/stores/${slug}/team`}
      search={{ tab: 'roles' }}
    >
      {t('roles.deleteText', { name: role.name })}
    </DeleteButton>
  )
}
