// One review: shown or not, answered, and what shoppers reported of it.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { DataTable } from '../../../parts/data-table.tsx'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { useUndoable } from '../../../parts/undoable.ts'
import { ReviewStatus, Stars } from './review-parts.tsx'
import { useText } from './text.ts'

type Review = Admin['Review']

export default function ReviewPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, 'review', id],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/reviews/{review_id}', { params: { path: { review_id: id } } })),
  })
  const { data } = query
  return (
    <>
      <PageHeader
        title={data ? data.title || t('review') : '…'}
        badge={data && <ReviewStatus status={data.status} />}
        back={{ to: `/stores/${slug}/reviews`, label: t('title') }}
      >
        {data && <Actions review={data} />}
      </PageHeader>
      {data === undefined && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {data && (
        <>
          <Body review={data} />
          <Reply key={id} review={data} />
          {data.report_count > 0 && <Reports id={id} />}
        </>
      )}
    </>
  )
}

function Body({ review }: { review: Review }) {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const product = useQuery({
    queryKey: [id, 'product', review.product_id],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/products/{product_id}', { params: { path: { product_id: review.product_id } } }),
      ),
    enabled: can('products:read'),
  })
  return (
    <Section title={<Stars rating={review.rating} />}>
      <Stack gap="xs">
        <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} dir="auto">
          {review.body}
        </Text>
        <Text size="sm" c="dimmed">
          {t('by', {
            name: review.author_name,
            email: review.author_email,
            date: format.date(review.created_at),
          })}
          {review.verified && ` · ${t('verified')}`}
        </Text>
        {product.data && (
          <PageLink to={`/stores/${slug}/products/${review.product_id}`}>{product.data.title}</PageLink>
        )}
      </Stack>
    </Section>
  )
}

function usePatch(review: Review) {
  const { id, admin } = useStore()
  const client = useQueryClient()
  return async (body: Admin['ReviewPatch']) => {
    const saved = await dataOf(
      admin.PATCH('/admin/v1/reviews/{review_id}', { params: { path: { review_id: review.id } }, body }),
    )
    await client.invalidateQueries({ queryKey: [id, 'reviews'] })
    return saved
  }
}

function Actions({ review }: { review: Review }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const patch = usePatch(review)
  const undoable = useUndoable()
  if (!can('reviews:write')) return null
  const { status: before } = review
  const decide = (status: 'approved' | 'rejected') =>
    undoable({
      key: [id, 'review', review.id],
      apply: (data) => ({ ...(data as Review), status }),
      write: () => patch({ status }),
      done: t(`now.${status}`),
      // Once it is decided, a review waits no more.
      ...(before === 'pending' ? {} : { undo: () => patch({ status: before }) }),
    })
  const remove = async () => {
    await dataOf(
      admin.DELETE('/admin/v1/reviews/{review_id}', { params: { path: { review_id: review.id } } }),
    )
    tell(t('deleted'))
    await navigate({ to: `/stores/${slug}/reviews` })
    client.removeQueries({ queryKey: [id, 'review', review.id] })
    await client.invalidateQueries({ queryKey: [id, 'reviews'] })
  }
  return (
    <Group gap="xs">
      {review.status !== 'approved' && (
        <Button onClick={() => void decide('approved')}>{t('approve')}</Button>
      )}
      {review.status !== 'rejected' && (
        <Button variant="default" onClick={() => void decide('rejected')}>
          {t('reject')}
        </Button>
      )}
      <ConfirmButton label={common('delete')} title={t('deleteTitle')} onConfirm={remove}>
        {t('deleteText')}
      </ConfirmButton>
    </Group>
  )
}

function Reply({ review }: { review: Review }) {
  const t = useText()
  const common = useCommon()
  const { id, can } = useStore()
  const client = useQueryClient()
  const patch = usePatch(review)
  const form = useForm({ initialValues: { reply: review.reply ?? '' } })
  const save = async ({ reply }: { reply: string }) => {
    client.setQueryData([id, 'review', review.id], await patch({ reply: reply.trim() || null }))
    tell(common('saved'))
  }
  return (
    <FormPage form={form} onSave={save}>
      <Section title={t('reply')} text={t('replyText')}>
        <Textarea
          aria-label={t('reply')}
          autosize
          minRows={3}
          maxLength={2000}
          dir="auto"
          disabled={!can('reviews:write')}
          {...form.getInputProps('reply')}
        />
      </Section>
    </FormPage>
  )
}

function Reports({ id }: { id: string }) {
  const t = useText()
  const format = useFormat()
  const { id: storeId, admin } = useStore()
  const list = useList<Admin['ReviewReport']>([storeId, 'review-reports', id], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/reviews/{review_id}/reports', {
        params: { path: { review_id: id }, query: { limit: 50, cursor } },
      }),
    ),
  )
  return (
    <Section title={t('reports')}>
      <DataTable
        list={list}
        label={t('reports')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'reason', label: t('reason'), cell: ({ reason }) => reason },
          { key: 'at', label: t('at'), cell: ({ created_at }) => format.dateTime(created_at) },
        ]}
      />
    </Section>
  )
}
