// What can be done with the products that are selected.
import { Button, Group, Menu, Paper, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { tell, useTellProblem } from '../../../parts/notices.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { type BulkKind, KINDS } from './bulk-operation.ts'
import { STATUSES, type Status } from './product-parts.tsx'
import { useText } from './text.ts'

export function BulkBar({ products, onDone }: { products: readonly Admin['Product'][]; onDone: () => void }) {
  const t = useText()
  const common = useCommon()
  const [kind, setKind] = useState<BulkKind | null>(null)
  const setStatus = useStatusOfMany(products)
  return (
    <Paper withBorder p="xs" mb="sm">
      <Group gap="xs">
        <Text size="sm" fw={600} role="status">
          {t('bulk.selected', { count: products.length })}
        </Text>
        {STATUSES.map((status) => (
          <Button key={status} size="xs" variant="default" onClick={() => void setStatus(status)}>
            {t(`bulk.to.${status}`)}
          </Button>
        ))}
        <Menu>
          <Menu.Target>
            <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
              {t('bulk.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {KINDS.map((one) => (
              <Menu.Item key={one} onClick={() => setKind(one)}>
                {t(`bulk.${one}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Button size="xs" variant="subtle" onClick={onDone}>
          {t('bulk.unselect')}
        </Button>
      </Group>
      {kind !== null && (
        <BulkDialog kind={kind} products={products} onClose={() => setKind(null)} label={common('close')} />
      )}
    </Paper>
  )
}

/** Changes their status, and can put each back to what it was. */
function useStatusOfMany(products: readonly Admin['Product'][]) {
  const t = useText()
  const common = useCommon()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const tellProblem = useTellProblem()
  const write = (ids: string[], status: Status) =>
    dataOf(
      admin.POST('/admin/v1/products/bulk', {
        body: { product_ids: ids, operations: [{ op: 'set', status }] },
      }),
    )
  const refresh = () => client.invalidateQueries({ queryKey: [id, 'products'] })
  return async (status: Status) => {
    const changing = products.filter((product) => product.status !== status)
    const before = Map.groupBy(changing, (product) => product.status)
    try {
      const ids = changing.map(({ id }) => id)
      const edit = ids.length === 0 ? undefined : await write(ids, status)
      const message =
        edit !== undefined && edit.failed > 0
          ? t('bulk.outcome', { changed: edit.changed, unchanged: edit.unchanged, failed: edit.failed })
          : t('bulk.done', { count: ids.length })
      const undo = async () => {
        try {
          for (const [old, ones] of before)
            await write(
              ones.map(({ id }) => id),
              old,
            )
        } catch (error) {
          tellProblem(error)
        }
        await refresh()
      }
      tell(message, { label: common('undo'), run: () => void undo() })
    } catch (error) {
      tellProblem(error)
    }
    await refresh()
  }
}
