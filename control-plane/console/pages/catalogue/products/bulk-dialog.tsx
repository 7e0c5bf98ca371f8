// An edit of many products: what is to be done, how far it is, and what could not be done.
import {
  Alert,
  Button,
  Group,
  List,
  Modal,
  NumberInput,
  Progress,
  Select,
  Stack,
  TagsInput,
  Text,
} from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useCategoryChoices, useCollectionChoices } from '../../../api/choices.ts'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { useBrandChoices, useCurrencies } from '../choices.ts'
import { type BulkKind, type BulkValues, KIND_FIELDS, operationOf } from './bulk-operation.ts'
import { useText } from './text.ts'

type Props = {
  kind: BulkKind
  products: readonly Admin['Product'][]
  onClose: () => void
  /** Of the cross that closes. */
  label: string
}

export function BulkDialog({ kind, products, onClose, label }: Props) {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const [edit, setEdit] = useState<Admin['BulkEdit'] | null>(null)
  const run = async (values: BulkValues) => {
    setEdit(
      await dataOf(
        admin.POST('/admin/v1/products/bulk', {
          body: { product_ids: products.map(({ id }) => id), operations: [operationOf(kind, values)] },
        }),
      ),
    )
    await client.invalidateQueries({ queryKey: [id, 'products'] })
  }
  return (
    <Modal opened onClose={onClose} title={t(`bulk.${kind}`)} closeButtonProps={{ 'aria-label': label }}>
      {edit === null ? (
        <Fields kind={kind} count={products.length} onRun={run} />
      ) : (
        <Outcome edit={edit} products={products} onClose={onClose} />
      )}
    </Modal>
  )
}

function Fields({
  kind,
  count,
  onRun,
}: {
  kind: BulkKind
  count: number
  onRun: (values: BulkValues) => Promise<void>
}) {
  const t = useText()
  const [values, setValues] = useState<BulkValues>({ percent: '', currency: null, tags: [], chosen: null })
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const field = KIND_FIELDS[kind]
  const isReady =
    field === 'percent'
      ? values.percent !== '' && Number(values.percent) !== 0
      : field === 'tags'
        ? values.tags.length > 0
        : kind === 'brand' || values.chosen !== null
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await onRun(values)
    } catch (refusal) {
      setError(refusal)
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <ProblemAlert error={error} />
        {field === 'percent' && <Percent values={values} set={setValues} />}
        {field === 'tags' && (
          <TagsInput
            label={t('field.tags')}
            description={t('field.tagsHelp')}
            value={values.tags}
            onChange={(tags) => setValues({ ...values, tags })}
            data-autofocus
          />
        )}
        {field === 'choice' && (
          <Choice kind={kind} value={values.chosen} set={(chosen) => setValues({ ...values, chosen })} />
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy} disabled={!isReady}>
            {t('bulk.run', { count })}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Percent({ values, set }: { values: BulkValues; set: (values: BulkValues) => void }) {
  const t = useText()
  const { currencies } = useCurrencies()
  return (
    <>
      <NumberInput
        label={t('bulk.percent')}
        description={t('bulk.percentHelp')}
        suffix=" %"
        decimalScale={2}
        min={-100}
        max={900}
        value={values.percent}
        onChange={(percent) => set({ ...values, percent })}
        data-autofocus
      />
      {currencies.length > 1 && (
        <Select
          label={t('bulk.currency')}
          placeholder={t('filter.all')}
          clearable
          clearButtonProps={{ 'aria-label': t('filter.clearOne') }}
          data={currencies}
          value={values.currency}
          onChange={(currency) => set({ ...values, currency })}
        />
      )}
    </>
  )
}

function Choice({
  kind,
  value,
  set,
}: {
  kind: BulkKind
  value: string | null
  set: (value: string | null) => void
}) {
  const t = useText()
  const categories = useCategoryChoices()
  const collections = useCollectionChoices(true)
  const brands = useBrandChoices()
  const [label, data] =
    kind === 'brand'
      ? ([t('filter.brand'), brands] as const)
      : kind === 'addCategory' || kind === 'removeCategory'
        ? ([t('filter.category'), categories] as const)
        : ([t('filter.collection'), collections] as const)
  return (
    <Select
      label={label}
      description={kind === 'brand' ? t('bulk.brandHelp') : undefined}
      searchable
      clearable={kind === 'brand'}
      clearButtonProps={{ 'aria-label': t('filter.clearOne') }}
      nothingFoundMessage={t('filter.nothing')}
      data={data}
      value={value}
      onChange={set}
      data-autofocus
    />
  )
}

function Outcome({
  edit: started,
  products,
  onClose,
}: {
  edit: Admin['BulkEdit']
  products: readonly Admin['Product'][]
  onClose: () => void
}) {
  const t = useText()
  const common = useCommon()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const params = { path: { product_bulk_edit_id: started.id } }
  const isOver = ({ status }: Admin['BulkEdit']) => status === 'completed' || status === 'failed'
  const { data: edit = started } = useQuery({
    queryKey: [id, 'bulk-edits', started.id],
    queryFn: async () => {
      const now = await dataOf(admin.GET('/admin/v1/product-bulk-edits/{product_bulk_edit_id}', { params }))
      if (isOver(now)) await client.invalidateQueries({ queryKey: [id, 'products'] })
      return now
    },
    enabled: !isOver(started),
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data) ? false : 1_000),
  })
  const errors = useQuery({
    queryKey: [id, 'bulk-edits', started.id, 'errors'],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/product-bulk-edits/{product_bulk_edit_id}/errors', { params })),
    enabled: isOver(edit) && edit.failed > 0,
  })
  const names = new Map(products.map((product) => [product.id, product.title]))
  return (
    <Stack>
      {!isOver(edit) && (
        <Progress
          aria-label={t('bulk.running')}
          value={(100 * edit.processed_products) / (edit.total_products ?? products.length)}
          animated
        />
      )}
      <Text role="status">
        {isOver(edit)
          ? t('bulk.outcome', { changed: edit.changed, unchanged: edit.unchanged, failed: edit.failed })
          : t('bulk.running')}
      </Text>
      {edit.failure !== null && <Alert color="red">{edit.failure}</Alert>}
      <ProblemAlert error={errors.error} retry={() => void errors.refetch()} />
      {errors.data && errors.data.data.length > 0 && (
        <Alert color="red" title={t('bulk.failed')}>
          <List size="sm">
            {errors.data.data.map(({ product_id, message }) => (
              <List.Item key={product_id}>
                {names.get(product_id) ?? product_id}: {message}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {common('close')}
        </Button>
      </Group>
    </Stack>
  )
}
