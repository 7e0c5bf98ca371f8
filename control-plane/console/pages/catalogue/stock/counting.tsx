// Entering what was counted. Each figure is kept as soon as its field is left, so that nothing is lost in an aisle.
import { Button, Group, NumberInput, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { Empty } from '../../../parts/data-table.tsx'
import { Section, UnsavedGuard } from '../../../parts/form-page.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { ChooseProducts } from '../choose-products.tsx'
import { fullName, type NamedVariant } from '../variant-names.ts'
import { type CountedLine, CountTable } from './count-table.tsx'
import { type Count, useAddVariants, useVariantNames } from './stock-data.ts'
import { useText } from './text.ts'

export function Counting({ count }: { count: Count }) {
  const t = useText()
  const common = useCommon()
  const { id, admin } = useStore()
  const [added, setAdded] = useState<readonly string[]>([])
  const [searched, setSearched] = useState('')
  const [isChoosing, setChoosing] = useState(false)
  const variantsOf = useAddVariants()
  const keep = useKeep(count.id)
  const query = { location_id: count.location_id, limit: 100 }
  const list = useList<Admin['StockLevel']>([id, 'levels', 'count', count.location_id], (cursor) =>
    dataOf(admin.GET('/admin/v1/inventory/levels', { params: { query: { ...query, cursor } } })),
  )
  const lines = linesOf(count, list.rows, added)
  const { variantOf } = useVariantNames(lines.map(({ variant_id }) => variant_id))
  const shown = lines.filter(({ variant_id }) => isFound(variantOf(variant_id), searched))
  const table = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const fields = () => [...(table.current?.querySelectorAll<HTMLInputElement>('input') ?? [])]
  const focus = (field: HTMLInputElement | null | undefined) => {
    field?.focus()
    field?.select()
  }
  // Enter goes to the next line, and from the last one to the search, where a scanner types; from there to the first one.
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    const all = fields()
    focus(all[all.indexOf(event.target as HTMLInputElement) + (event.shiftKey ? -1 : 1)] ?? search.current)
  }
  return (
    <Section title={t('count.goods')} text={t('count.goodsText')}>
      <ProblemAlert error={list.error ?? keep.error} retry={list.error ? list.retry : keep.again} />
      <UnsavedGuard isDirty={keep.isDirty} />
      <Group align="flex-end" mb="md">
        <TextInput
          ref={search}
          type="search"
          label={t('count.find')}
          value={searched}
          onChange={(event) => setSearched(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') focus(fields()[0])
          }}
          style={{ flex: 1 }}
          maw={400}
        />
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setChoosing(true)}
        >
          {t('transfer.addGoods')}
        </Button>
        <Text size="sm" c="dimmed" role="status" pb={8}>
          {keep.isBusy
            ? t('count.keeping')
            : t('count.progress', { done: count.lines.length, all: lines.length })}
        </Text>
      </Group>
      {list.isLoading ? (
        <Loading />
      ) : shown.length === 0 ? (
        <Empty text={t(lines.length === 0 ? 'count.empty' : 'levels.noneFound')} />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the fields inside
        <div ref={table} onKeyDown={onKey}>
          <CountTable
            lines={shown}
            field={(line, name) => (
              <Counted key={line.variant_id} line={line} name={name} onKeep={keep.put} />
            )}
          />
        </div>
      )}
      {list.loadMore && (
        <Button variant="default" mt="sm" onClick={list.loadMore} loading={list.isLoadingMore}>
          {common('more')}
        </Button>
      )}
      {isChoosing && (
        <ChooseProducts
          title={t('transfer.addGoods')}
          onChoose={async (ids) => setAdded([...added, ...(await variantsOf(ids))])}
          onClose={() => setChoosing(false)}
        />
      )}
    </Section>
  )
}

/** What lies at the location and is tracked, what was counted besides, and what was added to be counted. */
function linesOf(
  count: Count,
  levels: readonly Admin['StockLevel'][],
  added: readonly string[],
): CountedLine[] {
  const counted = new Map(count.lines.map((line) => [line.variant_id, line]))
  const lying = levels.filter(({ tracked }) => tracked)
  const lines = lying.map(({ variant_id, on_hand }) => ({ variant_id, onHand: on_hand }))
  const have = new Set(lines.map(({ variant_id }) => variant_id))
  const others = [...new Set([...counted.keys(), ...added])].filter((id) => !have.has(id))
  return [...others.map((variant_id) => ({ variant_id, onHand: 0 })), ...lines].map((line) => {
    const own = counted.get(line.variant_id)
    return own === undefined ? line : { ...line, onHand: own.expected, counted: own.counted }
  })
}

function isFound(variant: NamedVariant | undefined, searched: string): boolean {
  const word = searched.trim().toLowerCase()
  if (word === '') return true
  if (variant === undefined) return false
  const { sku, barcode } = variant
  return [fullName(variant), sku ?? '', barcode].some((text) => text.toLowerCase().includes(word))
}

function Counted({
  line,
  name,
  onKeep,
}: {
  line: CountedLine
  name: string
  onKeep: (variantId: string, counted: number) => void
}) {
  const t = useText()
  const [typed, setTyped] = useState<number | string>(line.counted ?? '')
  const leave = () => {
    if (typed === '') setTyped(line.counted ?? '')
    else if (Number(typed) !== line.counted) onKeep(line.variant_id, Number(typed))
  }
  return (
    <NumberInput
      aria-label={t('count.countedOf', { name })}
      min={0}
      max={1_000_000_000}
      clampBehavior="strict"
      allowDecimal={false}
      hideControls
      value={typed}
      onChange={setTyped}
      onBlur={leave}
    />
  )
}

/** Records figures one after the other; those that could not be recorded wait until it is tried again. */
function useKeep(countId: string) {
  const { id, admin } = useStore()
  const client = useQueryClient()
  const waiting = useRef(new Map<string, number>())
  const isRunning = useRef(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const run = async () => {
    if (isRunning.current) return
    isRunning.current = true
    setBusy(true)
    setError(null)
    try {
      while (waiting.current.size > 0) {
        const sent = [...waiting.current].slice(0, 250)
        const after = await dataOf(
          admin.POST('/admin/v1/inventory/counts/{stock_count_id}/lines', {
            params: { path: { stock_count_id: countId } },
            body: { lines: sent.map(([variant_id, counted]) => ({ variant_id, counted })) },
          }),
        )
        client.setQueryData([id, 'counts', 'one', countId], after)
        for (const [variantId, counted] of sent)
          if (waiting.current.get(variantId) === counted) waiting.current.delete(variantId)
      }
    } catch (refusal) {
      setError(refusal)
    } finally {
      isRunning.current = false
      setBusy(false)
    }
  }
  return {
    isBusy,
    error,
    isDirty: () => waiting.current.size > 0,
    again: () => void run(),
    put: (variantId: string, counted: number) => {
      waiting.current.set(variantId, counted)
      void run()
    },
  }
}
