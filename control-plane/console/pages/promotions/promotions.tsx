// All promotions, newest first.
import { Switch, TextInput } from '@mantine/core'
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { inRows, useUndoable } from '../../parts/undoable.ts'
import { PromotionStatus } from './promotion-status.tsx'
import { useText } from './text.ts'

type Promotion = Admin['Promotion']

export default function Promotions() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const [{ code = '' }, set] = useFilters()
  const list = useList<Promotion>([id, 'promotions', 'list', code], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/promotions', {
        params: { query: { limit: 50, cursor, code: code || undefined } },
      }),
    ),
  )
  const create = can('promotions:write') && (
    <ButtonLink to={`/stores/${slug}/promotions/new`}>{t('new')}</ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        {create}
      </PageHeader>
      <TextInput
        label={t('byCode')}
        mb="md"
        maw={320}
        value={code}
        onChange={(event) => set({ code: event.currentTarget.value.trim() })}
      />
      <DataTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/promotions/${id}`}
        columns={[
          { key: 'name', label: t('name'), cell: ({ name }) => name },
          { key: 'trigger', label: t('trigger'), cell: ({ trigger }) => t(`trigger.${trigger}`) },
          {
            key: 'status',
            label: t('status'),
            cell: (promotion) => <PromotionStatus promotion={promotion} />,
          },
          { key: 'uses', label: t('uses'), align: 'end', cell: ({ uses }) => format.number(uses) },
          ...(can('promotions:write')
            ? [
                {
                  key: 'active',
                  label: t('active'),
                  align: 'end' as const,
                  cell: (row: Promotion) => <Active row={row} />,
                },
              ]
            : []),
        ]}
        empty={<Empty text={code === '' ? t('none') : t('noneByCode')}>{code === '' && create}</Empty>}
      />
    </>
  )
}

function Active({ row }: { row: Promotion }) {
  const t = useText()
  const { id, admin } = useStore()
  const change = useUndoable()
  const params = { path: { promotion_id: row.id } }
  const write = (active: boolean) =>
    dataOf(
      active
        ? admin.POST('/admin/v1/promotions/{promotion_id}/activate', { params })
        : admin.POST('/admin/v1/promotions/{promotion_id}/deactivate', { params }),
    )
  const set = (active: boolean) =>
    change({
      key: [id, 'promotions', 'list'],
      apply: inRows<Promotion>((other) => (other.id === row.id ? { ...other, active } : other)),
      write: () => write(active),
      undo: () => write(!active),
      done: t(active ? 'activated' : 'deactivated', { name: row.name }),
    })
  return (
    <Switch
      aria-label={`${t('active')}: ${row.name}`}
      checked={row.active}
      onChange={(event) => void set(event.currentTarget.checked)}
      style={{ display: 'inline-flex', position: 'relative', zIndex: 1 }}
    />
  )
}
