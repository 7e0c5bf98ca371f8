// The tabs above the list: what is asked most, with how many there are, and the views that staff saved.
import { ActionIcon, Button, Checkbox, Group, Menu, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconDots } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { type Search, useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { TabLinks } from '../../../parts/tab-links.tsx'
import { useAction } from '../../../parts/use-action.ts'
import { FILTERS, filterOf, isSameView, searchOf, sortOf } from './filters.ts'
import { useText } from './text.ts'

type View = Admin['OrderView']

const TABS = [
  { key: 'all', search: {}, count: undefined },
  { key: 'open', search: { status: 'open' }, count: ['status', 'open'] },
  {
    key: 'unfulfilled',
    search: { fulfillment_status: 'unfulfilled' },
    count: ['fulfillment_status', 'unfulfilled'],
  },
  { key: 'unpaid', search: { payment_status: 'pending' }, count: ['payment_status', 'pending'] },
  { key: 'authorized', search: { payment_status: 'authorized' }, count: ['payment_status', 'authorized'] },
  { key: 'cancelled', search: { status: 'cancelled' }, count: ['status', 'cancelled'] },
] as const

export function ViewTabs({ search }: { search: Search }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const counts = useQuery({
    queryKey: [id, 'orders', 'counts'],
    queryFn: () => dataOf(admin.GET('/admin/v1/orders/counts')),
  }).data
  const views =
    useQuery({
      queryKey: [id, 'order-views'],
      queryFn: () => dataOf(admin.GET('/admin/v1/order-views')),
    }).data?.data ?? []
  const countOf = (path: readonly [string, string] | undefined) => {
    if (counts === undefined || path === undefined) return undefined
    const group = counts[path[0] as 'status'] as Record<string, number>
    const count = group[path[1]] ?? 0
    return count >= counts.counted_to ? `${format.number(count)}+` : format.number(count)
  }
  const isCurrent = (other: Search) => search.view === other.view && isSameView(search, other)
  const current = views.find((view) => view.id === search.view)
  return (
    <>
      <TabLinks
        label={t('views')}
        tabs={[
          ...TABS.map(({ key, search, count }) => ({
            key,
            label: t(`tab.${key}`),
            search: search as Search,
            isCurrent: isCurrent(search),
            ...(count !== undefined && { count: countOf(count) }),
          })),
          ...views.map((view) => ({
            key: view.id,
            label: view.name,
            search: searchOf(view),
            isCurrent: view.id === search.view,
          })),
        ]}
      />
      <Group gap="xs" mb="xs">
        {current === undefined ? (
          FILTERS.some((name) => search[name]) && <SaveView search={search} />
        ) : (
          <OwnView view={current} search={search} />
        )}
      </Group>
    </>
  )
}

function SaveView({ search }: { search: Search }) {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const [, set] = useFilters()
  const form = useForm({ initialValues: { name: '', shared: false } })
  const save = async ({ name, shared }: { name: string; shared: boolean }) => {
    const body = { name, shared, filter: filterOf(search), sort: sortOf(search) }
    const view = await dataOf(admin.POST('/admin/v1/order-views', { body }))
    await client.invalidateQueries({ queryKey: [id, 'order-views'] })
    set({ view: view.id })
  }
  return (
    <FormDialog
      label={t('view.save')}
      title={t('view.save')}
      form={form}
      onSave={save}
      variant="subtle"
      h={28}
      px="xs"
    >
      <TextInput
        label={t('view.name')}
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Checkbox label={t('view.shared')} {...form.getInputProps('shared', { type: 'checkbox' })} />
    </FormDialog>
  )
}

/** What can be done with the view that is shown: only whoever saved it may. */
function OwnView({ view, search }: { view: View; search: Search }) {
  const t = useText()
  const common = useCommon()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const [, set] = useFilters()
  const { busy, run } = useAction()
  const form = useForm({ initialValues: { name: view.name, shared: view.shared } })
  if (!view.own) return null
  const params = { path: { order_view_id: view.id } }
  const refresh = () => client.invalidateQueries({ queryKey: [id, 'order-views'] })
  const change = async (body: Admin['OrderViewPatch']) => {
    await dataOf(admin.PATCH('/admin/v1/order-views/{order_view_id}', { params, body }))
    await refresh()
  }
  const remove = async () => {
    await dataOf(admin.DELETE('/admin/v1/order-views/{order_view_id}', { params }))
    set({ view: undefined })
    await refresh()
  }
  return (
    <>
      {!isSameView(search, searchOf(view)) && (
        <Button
          size="compact-sm"
          loading={busy === 'update'}
          onClick={() =>
            run('update', () => change({ filter: filterOf(search), sort: sortOf(search) }), common('saved'))
          }
        >
          {t('view.update', { name: view.name })}
        </Button>
      )}
      <FormDialog
        label={t('view.rename')}
        title={t('view.rename')}
        form={form}
        onSave={change}
        onOpen={() => form.setValues({ name: view.name, shared: view.shared })}
        variant="subtle"
        h={28}
        px="xs"
      >
        <TextInput label={t('view.name')} required maxLength={100} {...form.getInputProps('name')} />
        <Checkbox label={t('view.shared')} {...form.getInputProps('shared', { type: 'checkbox' })} />
      </FormDialog>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" aria-label={common('actions')}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" onClick={() => run('delete', remove, t('view.deleted'))}>
            {t('view.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
