// What gift cards and store credit have in common: an amount, and changes of it.
import { Group, Radio, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { useText } from './text.ts'

/** Codes of the currencies that the store sells in, its own first. */
export function useCurrencies(): readonly string[] {
  const { id, admin, can } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'currencies'],
    queryFn: () => dataOf(admin.GET('/admin/v1/currencies')),
    enabled: can('store:read'),
    staleTime: 300_000,
  })
  return (data?.data ?? [])
    .filter(({ status }) => status === 'active')
    .sort((a, b) => Number(b.is_base) - Number(a.is_base))
    .map(({ code }) => code)
}

/** Adds to a balance or takes from it, with the reason. */
export function AdjustBalance({
  label,
  currency,
  onSave,
}: {
  label: string
  currency: string
  onSave: (body: Admin['BalanceAdjustmentInput']) => Promise<unknown>
}) {
  const t = useText()
  const form = useForm({ initialValues: { direction: 'add', amount: null as number | null, note: '' } })
  const save = ({ direction, amount, note }: ReturnType<typeof form.getValues>) =>
    onSave({ amount: direction === 'add' ? (amount ?? 0) : -(amount ?? 0), note })
  return (
    <FormDialog label={label} title={label} form={form} onSave={save} h={30}>
      <Radio.Group aria-label={label} {...form.getInputProps('direction')}>
        <Group>
          <Radio value="add" label={t('adjust.add')} />
          <Radio value="take" label={t('adjust.take')} />
        </Group>
      </Radio.Group>
      <MoneyInput label={t('amount')} currency={currency} required {...form.getInputProps('amount')} />
      <TextInput label={t('adjust.why')} required maxLength={500} {...form.getInputProps('note')} />
    </FormDialog>
  )
}
