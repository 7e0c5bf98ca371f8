// One member: their role, and how they leave.
import { Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useAccount, useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { usePermissionText } from '../../i18n/permissions.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { RoleFields, type RoleValues, roleInput } from './role-fields.tsx'
import { useRoleName } from './role-name.ts'
import { useText } from './text.ts'

export default function MemberPage() {
  const t = useText()
  const { id, slug, can } = useStore()
  const account = useAccount()
  const { id: accountId = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [id, 'members', accountId],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/members/{account_id}', {
          params: { path: { tenant_id: id, account_id: accountId } },
        }),
      ),
  })
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  const member = query.data
  if (member === undefined) return <Loading />
  return (
    <>
      <PageHeader
        title={member.name ?? member.email}
        text={member.email}
        back={{ to: `/stores/${slug}/team`, label: t('title') }}
      >
        {member.account_id === account.id ? <Leave /> : can('members:write') && <Remove member={member} />}
      </PageHeader>
      {can('members:write') ? <Change key={member.account_id} member={member} /> : <Shown member={member} />}
    </>
  )
}

function Shown({ member }: { member: Platform['Member'] }) {
  const roleName = useRoleName()
  const format = useFormat()
  const permission = usePermissionText()
  return (
    <Section title={roleName(member)}>
      <Text>{format.list(member.permissions.map(permission.name))}</Text>
    </Section>
  )
}

function Change({ member }: { member: Platform['Member'] }) {
  const t = useText()
  const common = useCommon()
  const { id } = useStore()
  const client = useQueryClient()
  const form = useForm<RoleValues>({
    initialValues: { role: member.role, role_id: member.role_id ?? '', permissions: member.permissions },
  })
  const save = async (values: RoleValues) => {
    await dataOf(
      platform.PATCH('/platform/v1/tenants/{tenant_id}/members/{account_id}', {
        params: { path: { tenant_id: id, account_id: member.account_id } },
        body: roleInput(values),
      }),
    )
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'members'] })
  }
  return (
    <FormPage form={form} onSave={save}>
      <Section title={t('invite.what')}>
        <RoleFields values={form.values} set={(values) => form.setValues(values)} errors={form.errors} />
      </Section>
    </FormPage>
  )
}

function Remove({ member }: { member: Platform['Member'] }) {
  const t = useText()
  const { id, slug } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = async () => {
    await dataOf(
      platform.DELETE('/platform/v1/tenants/{tenant_id}/members/{account_id}', {
        params: { path: { tenant_id: id, account_id: member.account_id } },
      }),
    )
    tell(t('removed', { name: member.name ?? member.email }))
    await client.invalidateQueries({ queryKey: [id, 'members'], exact: true })
    await navigate({ to: `/stores/${slug}/team` })
  }
  return (
    <ConfirmButton label={t('remove')} title={t('remove')} onConfirm={remove}>
      <Text>{t('removeText', { name: member.name ?? member.email })}</Text>
    </ConfirmButton>
  )
}

function Leave() {
  const t = useText()
  const { id, name } = useStore()
  const leave = async () => {
    await dataOf(
      platform.POST('/platform/v1/tenants/{tenant_id}/leave', { params: { path: { tenant_id: id } } }),
    )
    // Whatever was read of the store is theirs no more.
    location.assign('/')
  }
  return (
    <ConfirmButton label={t('leave')} title={t('leave')} onConfirm={leave}>
      <Text>{t('leaveText', { store: name })}</Text>
    </ConfirmButton>
  )
}
