import { Button, Group, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useAccount } from '../../api/session.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Section, useSubmit } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { listOf } from './queries.ts'
import { useText } from './text.ts'

type Admin = Platform['Admin']
const KEY = ['platform', 'admins'] as const

export default function Admins() {
  const t = useText()
  const account = useAccount()
  const query = useQuery({ queryKey: KEY, queryFn: () => dataOf(platform.GET('/platform/v1/admins')) })
  return (
    <>
      <PageHeader title={t('admins.title')} text={t('admins.text')} />
      <AddAdmin />
      <DataTable<Admin>
        list={listOf(query)}
        label={t('admins.title')}
        rowKey={({ account_id }) => account_id}
        columns={[
          { key: 'email', label: t('admins.email'), cell: ({ email }) => email },
          { key: 'name', label: t('admins.name'), cell: ({ name }) => name ?? '–' },
          {
            key: 'remove',
            label: '',
            align: 'end',
            cell: (admin) =>
              admin.account_id === account.id ? (
                <StatusBadge tone="info">{t('admins.you')}</StatusBadge>
              ) : (
                <RemoveAdmin admin={admin} />
              ),
          },
        ]}
      />
    </>
  )
}

function AddAdmin() {
  const t = useText()
  const client = useQueryClient()
  const form = useForm({ initialValues: { email: '' } })
  const { onSubmit, isBusy, alert } = useSubmit(form, async (body) => {
    await dataOf(platform.POST('/platform/v1/admins', { body }))
    form.reset()
    tell(t('admins.added', body))
    await client.invalidateQueries({ queryKey: KEY })
  })
  return (
    <Section title={t('admins.add')} text={t('admins.addText')}>
      <form onSubmit={onSubmit} noValidate>
        {alert}
        <Group align="flex-end">
          <TextInput
            type="email"
            label={t('admins.email')}
            required
            style={{ flex: '1 1 16rem' }}
            {...form.getInputProps('email')}
          />
          <Button type="submit" loading={isBusy}>
            {t('admins.add')}
          </Button>
        </Group>
      </form>
    </Section>
  )
}

function RemoveAdmin({ admin: { account_id, email } }: { admin: Admin }) {
  const t = useText()
  const client = useQueryClient()
  const remove = async () => {
    await dataOf(platform.DELETE('/platform/v1/admins/{account_id}', { params: { path: { account_id } } }))
    tell(t('admins.removed', { email }))
    await client.invalidateQueries({ queryKey: KEY })
  }
  return (
    <ConfirmButton
      size="compact-sm"
      label={t('admins.remove')}
      title={t('admins.removeTitle', { email })}
      onConfirm={remove}
    >
      {t('admins.removeText')}
    </ConfirmButton>
  )
}
