// Who works at the store, who is invited, and the store's own roles.
import { Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { tell, useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useRoleName } from './role-name.ts'
import { useText } from './text.ts'

export default function Team() {
  const t = useText()
  const { slug, can } = useStore()
  const [{ tab = 'members' }, set] = useFilters()
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        {can('members:write') && <ButtonLink to={`/stores/${slug}/team/invite`}>{t('invite')}</ButtonLink>}
      </PageHeader>
      <Tabs value={tab} onChange={(value) => set({ tab: value ?? undefined })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="members">{t('members')}</Tabs.Tab>
          <Tabs.Tab value="invitations">{t('invitations')}</Tabs.Tab>
          <Tabs.Tab value="roles">{t('roles')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="members">
          <Members />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <Invitations />
        </Tabs.Panel>
        <Tabs.Panel value="roles">
          <Roles />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function Members() {
  const t = useText()
  const format = useFormat()
  const roleName = useRoleName()
  const { id, slug } = useStore()
  const list = useList<Platform['Member']>([id, 'members'], (cursor) =>
    dataOf(
      platform.GET('/platform/v1/tenants/{tenant_id}/members', {
        params: { path: { tenant_id: id }, query: { limit: 50, cursor } },
      }),
    ),
  )
  return (
    <DataTable
      list={list}
      label={t('members')}
      rowKey={({ account_id }) => account_id}
      link={({ account_id }) => `/stores/${slug}/team/members/${account_id}`}
      columns={[
        { key: 'name', label: t('name'), cell: ({ name, email }) => name ?? email },
        { key: 'email', label: t('email'), cell: ({ email }) => email },
        { key: 'role', label: t('role'), cell: roleName },
        { key: 'since', label: t('since'), cell: ({ since }) => format.date(since) },
      ]}
    />
  )
}

function Invitations() {
  const t = useText()
  const format = useFormat()
  const roleName = useRoleName()
  const { id, slug, can } = useStore()
  const list = useList<Platform['Invitation']>([id, 'invitations'], (cursor) =>
    dataOf(
      platform.GET('/platform/v1/tenants/{tenant_id}/invitations', {
        params: { path: { tenant_id: id }, query: { limit: 50, cursor } },
      }),
    ),
  )
  const mayChange = can('members:write')
  return (
    <DataTable
      list={list}
      label={t('invitations')}
      rowKey={({ id }) => id}
      columns={[
        { key: 'email', label: t('email'), cell: ({ email }) => email },
        { key: 'role', label: t('role'), cell: roleName },
        {
          key: 'until',
          label: t('expires'),
          cell: ({ expired, expires_at }) =>
            expired ? <StatusBadge tone="bad">{t('expired')}</StatusBadge> : format.dateTime(expires_at),
        },
        ...(mayChange
          ? [
              {
                key: 'actions',
                label: t('actions'),
                align: 'end' as const,
                cell: (invitation: Platform['Invitation']) => <InvitationActions invitation={invitation} />,
              },
            ]
          : []),
      ]}
      empty={
        <Empty text={t('invitations.none')}>
          {mayChange && <ButtonLink to={`/stores/${slug}/team/invite`}>{t('invite')}</ButtonLink>}
        </Empty>
      }
    />
  )
}

function InvitationActions({ invitation }: { invitation: Platform['Invitation'] }) {
  const t = useText()
  const { id } = useStore()
  const client = useQueryClient()
  const tellProblem = useTellProblem()
  const path = { tenant_id: id, invitation_id: invitation.id }
  const refresh = () => client.invalidateQueries({ queryKey: [id, 'invitations'] })
  const resend = async () => {
    try {
      await dataOf(
        platform.POST('/platform/v1/tenants/{tenant_id}/invitations/{invitation_id}/resend', {
          params: { path },
        }),
      )
      tell(t('resent', { email: invitation.email }))
      await refresh()
    } catch (error) {
      tellProblem(error)
    }
  }
  const withdraw = async () => {
    await dataOf(
      platform.DELETE('/platform/v1/tenants/{tenant_id}/invitations/{invitation_id}', { params: { path } }),
    )
    await refresh()
  }
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button size="xs" variant="default" onClick={() => void resend()}>
        {t('resend')}
      </Button>
      <ConfirmButton size="xs" label={t('withdraw')} title={t('withdraw')} onConfirm={withdraw}>
        <Text>{t('withdrawText', { email: invitation.email })}</Text>
      </ConfirmButton>
    </Group>
  )
}

function Roles() {
  const t = useText()
  const { id, slug, can } = useStore()
  const list = useList<Platform['Role']>([id, 'roles'], (cursor) =>
    dataOf(
      platform.GET('/platform/v1/tenants/{tenant_id}/roles', {
        params: { path: { tenant_id: id }, query: { limit: 50, cursor } },
      }),
    ),
  )
  const create = can('members:write') && (
    <ButtonLink to={`/stores/${slug}/team/roles/new`} variant="default">
      {t('roles.new')}
    </ButtonLink>
  )
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed" maw="60ch">
          {t('roles.text')}
        </Text>
        {list.rows.length > 0 && create}
      </Group>
      <DataTable
        list={list}
        label={t('roles')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/team/roles/${id}`}
        columns={[
          { key: 'name', label: t('name'), cell: ({ name }) => name },
          { key: 'description', label: t('description'), cell: ({ description }) => description },
          {
            key: 'permissions',
            label: t('permissions'),
            align: 'end',
            cell: ({ permissions }) => permissions.length,
          },
        ]}
        empty={<Empty text={t('roles.none')}>{create}</Empty>}
      />
    </Stack>
  )
}
