// One review: shown or not, answered, and what shoppers reported of it.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { DeleteButton, type RecordKeys, RecordPage, useSaved } from '../../../parts/record.tsx'
import { useUndoable } from '../../../parts/undoable.ts'
import { ReviewStatus, Stars } from './review-parts.tsx'
import { useText } from './text.ts'

type Review = Admin['Review']

const paramsOf = (id: string) => ({ path: { review_id: id } })
const keysOf = (id: string): RecordKeys => ({ one: ['review', id], lists: ['reviews'] })

export default function ReviewPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, ...keysOf(id).one],
    queryFn: () => dataOf(admin.GET('/admin/v1/reviews/{review_id}', { params: paramsOf(id) })),
  })
  return (
    <RecordPage
      query={query}
      title={({ title }) => title || t('review')}
      badge={({ status }) => <ReviewStatus status={status} />}
      back={{ to: `/stores/${slug}/reviews`, label: t('title') }}
      actions={(review) => <Actions review={review} />}
    >
      {(review) => (
        <>
          <Body review={review} />
          <Reply key={id} review={review} />
          {review.report_count > 0 && <Reports id={id} />}
        </>
      )}
    </RecordPage>
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
      admin.PATCH('/admin/v1/reviews/{review_id}', { params: paramsOf(review.id), body }),
    )
    await client.invalidateQueries({ queryKey: [id, 'reviews'] })
    return saved
  }
}

function Actions({ review }: { review: Review }) {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const patch = usePatch(review)
  const undoable = useUndoable()
  if (!can('reviews:write')) return null
  const { status: before } = review
  const decide = (status: 'approved' | 'rejected') =>
    undoable({
      key: [id, ...keysOf(review.id).one],
      apply: (data) => ({ ...(data as Review), status }),
      write: () => patch({ status }),
      done: t(`now.${status}`),
      // Once it is decided, a review waits no more.
      ...(before === 'pending' ? {} : { undo: () => patch({ status: before }) }),
    })
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
      <DeleteButton
        title={t('deleteTitle')}
        remove={() => dataOf(admin.DELETE('/admin/v1/reviews/{review_id}', { params: paramsOf(review.id) }))}
        done={t('deleted')}
        keys={keysOf(review.id)}
        to={`/stores/${slug}/reviews`}
      >
        {t('deleteText')}
      </DeleteButton>
    </Group>
  )
}

function Reply({ review }: { review: Review }) {
  const t = useText()
  const { can } = useStore()
  const patch = usePatch(review)
  const saved = useSaved(keysOf(review.id))
  const form = useForm({ initialValues: { reply: review.reply ?? '' } })
  const save = async ({ reply }: { reply: string }) => saved(await patch({ reply: reply.trim() || null }))
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
