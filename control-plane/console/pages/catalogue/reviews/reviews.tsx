// What shoppers say of products.
import { Group, Select } from '@mantine/core'
import { useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { AutoApproval, ModerationBar } from './moderation.tsx'
import { ReviewStatus, STATUSES, Stars } from './review-parts.tsx'
import { useText } from './text.ts'

type Review = Admin['Review']

export default function Reviews() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const [search] = useFilters()
  const status = STATUSES.find((one) => one === search.status)
  const rating = ['1', '2', '3', '4', '5'].find((one) => one === search.rating)
  const query = {
    limit: 50,
    ...(status === undefined ? {} : { status }),
    ...(rating === undefined ? {} : { rating: Number(rating) }),
  }
  const list = useList<Review>([id, 'reviews', 'list', query], (cursor) =>
    dataOf(admin.GET('/admin/v1/reviews', { params: { query: { ...query, cursor } } })),
  )
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  // What is no longer listed is not meant.
  const chosen = list.rows.filter(({ id }) => selected.has(id)).map(({ id }) => id)
  const isFiltered = status !== undefined || rating !== undefined
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <AutoApproval />
      {(isFiltered || list.rows.length > 0) && <Filters />}
      {chosen.length > 0 && <ModerationBar ids={chosen} onDone={() => setSelected(new Set())} />}
      <DataTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        rowLabel={({ title, body }) => title || body.slice(0, 80)}
        {...(can('reviews:write') && { selection: { selected, onChange: setSelected } })}
        link={({ id }) => `/stores/${slug}/reviews/${id}`}
        columns={[
          { key: 'title', label: t('review'), cell: ({ title, body }) => title || body.slice(0, 80) },
          { key: 'rating', label: t('rating'), cell: ({ rating }) => <Stars rating={rating} /> },
          {
            key: 'status',
            label: t('status'),
            cell: ({ status, report_count }) => (
              <Group gap="xs">
                <ReviewStatus status={status} />
                {report_count > 0 && (
                  <StatusBadge tone="bad">{t('reported', { count: report_count })}</StatusBadge>
                )}
              </Group>
            ),
          },
          { key: 'author', label: t('author'), cell: ({ author_name }) => author_name },
          { key: 'at', label: t('at'), cell: ({ created_at }) => format.ago(created_at) },
        ]}
        empty={
          <Empty
            text={t(isFiltered ? 'noneFound' : 'noneText')}
            {...(isFiltered ? {} : { title: t('none') })}
          />
        }
      />
    </>
  )
}

function Filters() {
  const t = useText()
  const [{ status, rating }, set] = useFilters()
  const clear = { clearable: true, clearButtonProps: { 'aria-label': t('clear') } }
  return (
    <Group mb="md" role="search">
      <Select
        label={t('status')}
        placeholder={t('all')}
        {...clear}
        data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
        value={status ?? null}
        onChange={(value) => set({ status: value ?? undefined })}
      />
      <Select
        label={t('rating')}
        placeholder={t('all')}
        {...clear}
        data={[5, 4, 3, 2, 1].map((count) => ({ value: String(count), label: t('stars', { count }) }))}
        value={rating ?? null}
        onChange={(value) => set({ rating: value ?? undefined })}
      />
    </Group>
  )
}
