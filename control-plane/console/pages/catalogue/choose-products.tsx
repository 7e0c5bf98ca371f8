// A dialog to find products and choose some of them.
import { Button, Checkbox, Group, Modal, ScrollArea, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { ProblemAlert } from '../../parts/notices.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { Thumbnail } from './products/product-parts.tsx'
import { useText } from './products/text.ts'

/** @param onChoose gets the ids in the order in which they were chosen; afterwards the dialog closes */
export function ChooseProducts({
  title,
  onChoose,
  onClose,
}: {
  title: string
  onChoose: (ids: string[]) => Promise<void>
  onClose: () => void
}) {
  const t = useText()
  const common = useCommon()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const choose = async () => {
    setBusy(true)
    try {
      await onChoose([...chosen])
      onClose()
    } catch (refusal) {
      setError(refusal)
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': common('close') }}>
      <Stack>
        <ProblemAlert error={error} />
        <TextInput
          type="search"
          label={t('filter.title')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        <Found
          title={typed.trim()}
          chosen={chosen}
          onToggle={(id) =>
            setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
          }
        />
        <Group justify="flex-end">
          <Button onClick={() => void choose()} loading={isBusy} disabled={chosen.length === 0}>
            {t('choose.add', { count: chosen.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function Found({
  title: typed,
  chosen,
  onToggle,
}: {
  title: string
  chosen: readonly string[]
  onToggle: (id: string) => void
}) {
  const t = useText()
  const common = useCommon()
  const { id, admin } = useStore()
  const [title] = useDebouncedValue(typed, 250)
  const query = { limit: 30, ...(title === '' ? {} : { title }) }
  const list = useList<Admin['Product']>([id, 'products', 'choose', title], (cursor) =>
    dataOf(admin.GET('/admin/v1/products', { params: { query: { ...query, cursor } } })),
  )
  if (list.isLoading) return <Loading />
  return (
    <ScrollArea.Autosize mah="45vh" viewportProps={{ tabIndex: 0 }}>
      <ProblemAlert error={list.error} retry={list.retry} />
      <Stack gap="xs" p={4}>
        {list.rows.length === 0 && <Text c="dimmed">{t('filter.nothing')}</Text>}
        {list.rows.map((product) => (
          <Checkbox
            key={product.id}
            checked={chosen.includes(product.id)}
            onChange={() => onToggle(product.id)}
            label={
              <Group gap="xs" wrap="nowrap" component="span">
                <Thumbnail url={product.images[0]?.url} size={28} />
                {product.title}
              </Group>
            }
            styles={{ body: { alignItems: 'center' } }}
          />
        ))}
        {list.loadMore && (
          <Button variant="default" size="xs" onClick={list.loadMore} loading={list.isLoadingMore}>
            {common('more')}
          </Button>
        )}
      </Stack>
    </ScrollArea.Autosize>
  )
}
