// The store's addresses: the one that it came with, and names of its own.
import { Button, Group, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { Section, useSubmit } from '../../parts/form-page.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { DomainStatus } from './domain-status.tsx'
import { useText } from './text.ts'

export default function Domains() {
  const t = useText()
  const format = useFormat()
  const { id, slug, can } = useStore()
  const list = useList<Platform['Domain']>(
    [id, 'domains'],
    (cursor) =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/domains', {
          params: { path: { tenant_id: id }, query: { limit: 50, cursor } },
        }),
      ),
    { refetchInterval: 10_000 },
  )
  return (
    <>
      <PageHeader title={t('domains.title')} text={t('domains.text')} />
      {can('domains:write') && <Add />}
      <DataTable
        list={list}
        label={t('domains.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/domains/${id}`}
        columns={[
          { key: 'name', label: t('domains.name'), cell: ({ hostname_unicode }) => hostname_unicode },
          { key: 'status', label: t('domains.status'), cell: (domain) => <DomainStatus domain={domain} /> },
          {
            key: 'checked',
            label: t('domains.checked'),
            cell: ({ last_checked_at }) => (last_checked_at === null ? '–' : format.ago(last_checked_at)),
          },
        ]}
        empty={<Empty text={t('domains.none')} />}
      />
    </>
  )
}

function Add() {
  const t = useText()
  const { id, slug } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({ initialValues: { hostname: '' } })
  const { onSubmit, isBusy, alert } = useSubmit(form, async (body) => {
    const domain = await dataOf(
      platform.POST('/platform/v1/tenants/{tenant_id}/domains', {
        params: { path: { tenant_id: id } },
        body,
      }),
    )
    await client.invalidateQueries({ queryKey: [id, 'domains'] })
    await navigate({ to: `/stores/${slug}/domains/${domain.id}` })
  })
  return (
    <Section title={t('domains.add')} text={t('domains.addText')}>
      <form onSubmit={onSubmit} noValidate>
        {alert}
        <Group align="flex-end">
          <TextInput
            label={t('domains.name')}
            placeholder="shop.example.com"
            dir="ltr"
            style={{ flex: 1, minWidth: 200 }}
            {...form.getInputProps('hostname')}
          />
          <Button type="submit" loading={isBusy}>
            {t('domains.addButton')}
          </Button>
        </Group>
      </form>
    </Section>
  )
}
