// The menus of the shop.
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { MENU_NAMES } from './menu-values.ts'
import { useText } from './text.ts'

/** The menus as they are stored. */
export function useMenus() {
  const { id, admin } = useStore()
  return useQuery({
    queryKey: [id, 'menus'],
    queryFn: () => dataOf(admin.GET('/admin/v1/menus')),
    refetchOnWindowFocus: false,
  })
}

export default function Menus() {
  const t = useText()
  const { slug } = useStore()
  const { data, isPending, error, refetch } = useMenus()
  const rows = data === undefined ? [] : MENU_NAMES.map((name) => ({ name, items: data[name] }))
  const list = {
    ...{ rows, isLoading: isPending, error, retry: () => void refetch() },
    ...{ loadMore: undefined, isLoadingMore: false },
  }
  return (
    <>
      <PageHeader title={t('menus.title')} text={t('menus.text')} />
      <DataTable
        list={list}
        label={t('menus.title')}
        rowKey={({ name }) => name}
        link={({ name }) => `/stores/${slug}/menus/${name}`}
        columns={[
          { key: 'name', label: t('menus.menu'), cell: ({ name }) => t(`menus.${name}`) },
          {
            key: 'links',
            label: t('menus.links'),
            cell: ({ name, items }) =>
              items === null
                ? t(`menus.${name}.automatic`)
                : t('menus.count', {
                    count: items.reduce((sum, { children }) => sum + 1 + children.length, 0),
                  }),
          },
        ]}
      />
    </>
  )
}
