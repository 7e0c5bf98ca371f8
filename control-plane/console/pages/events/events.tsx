import { Autocomplete, Button, Code, Group, Modal, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { CopyField } from '../../parts/copy-field.tsx'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { EVENT_NAMES } from './names.ts'
import { useText } from './text.ts'

type Event = Admin['Event']
const REFRESH_MS = 10_000

export default function Events() {
  const t = useText()
  const f = useFormat()
  const { id, admin } = useStore()
  const [{ name }] = useFilters()
  const [shown, setShown] = useState<Event | null>(null)
  const list = useList<Event>(
    [id, 'events', name],
    (cursor) => dataOf(admin.GET('/admin/v1/events', { params: { query: { limit: 50, name, cursor } } })),
    { refetchInterval: REFRESH_MS },
  )
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <Stack gap="md">
        <TypeFilter />
        <DataTable
          list={list}
          label={t('title')}
          rowKey={(event) => event.id}
          empty={<Empty text={t(name === undefined ? 'empty' : 'emptyFiltered')} />}
          columns={[
            { key: 'name', label: t('event'), cell: ({ name }) => <bdi>{name}</bdi> },
            { key: 'about', label: t('about'), cell: ({ data }) => <Code>{subjectOf(data)}</Code> },
            { key: 'when', label: t('when'), cell: ({ occurred_at }) => f.dateTime(occurred_at) },
            {
              key: 'details',
              label: t('details'),
              align: 'end',
              cell: (event) => (
                <Button size="compact-sm" variant="default" onClick={() => setShown(event)}>
                  {t('details')}
                  <VisuallyHidden>
                    {event.name}, {f.dateTime(event.occurred_at)}
                  </VisuallyHidden>
                </Button>
              ),
            },
          ]}
        />
      </Stack>
      <Details event={shown} onClose={() => setShown(null)} />
    </>
  )
}

/** What an event is about, in short: the first thing that it says. */
function subjectOf(data: Event['data']): string {
  const [first] = Object.entries(data)
  return first === undefined ? '–' : `${first[0]}: ${String(first[1])}`
}

function TypeFilter() {
  const t = useText()
  const [search, setSearch] = useFilters()
  const [typed, setTyped] = useState(search.name ?? '')
  const apply = (name: string) => setSearch({ name: name.trim() || undefined })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        apply(typed)
      }}
    >
      <Autocomplete
        label={t('type')}
        placeholder={t('typeHint')}
        data={[...EVENT_NAMES]}
        limit={60}
        maxDropdownHeight={280}
        maw={360}
        value={typed}
        onChange={(value) => {
          setTyped(value)
          if (value === '' || EVENT_NAMES.some((name) => name === value)) apply(value)
        }}
        onBlur={() => apply(typed)}
      />
    </form>
  )
}

function Details({ event, onClose }: { event: Event | null; onClose: () => void }) {
  const t = useText()
  const common = useCommon()
  const f = useFormat()
  const { slug, can } = useStore()
  const idOf = (field: string) => (typeof event?.data[field] === 'string' ? event.data[field] : undefined)
  const order = idOf('order_id')
  const product = idOf('product_id')
  return (
    <Modal
      opened={event !== null}
      onClose={onClose}
      title={<bdi>{event?.name}</bdi>}
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {event !== null && (
        <Stack>
          <Text size="sm" c="dimmed">
            {f.dateTime(event.occurred_at)} · {t('version', { version: event.version })}
          </Text>
          <CopyField label={t('id')} value={event.id} />
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t('data')}
            </Text>
            <Code block dir="ltr" tabIndex={0} style={{ overflowX: 'auto' }}>
              {JSON.stringify(event.data, null, 2)}
            </Code>
          </div>
          <Group>
            {order !== undefined && can('orders:read') && (
              <ButtonLink variant="default" to={`/stores/${slug}/orders/${order}`}>
                {t('openOrder')}
              </ButtonLink>
            )}
            {product !== undefined && can('products:read') && (
              <ButtonLink variant="default" to={`/stores/${slug}/products/${product}`}>
                {t('openProduct')}
              </ButtonLink>
            )}
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
