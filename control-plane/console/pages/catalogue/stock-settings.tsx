// From when a variant's stock is low, and how far below zero it is sold.
import { NumberInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { tell } from '../../parts/notices.tsx'
import { useText } from './products/text.ts'

type Level = Admin['StockLevel']
type Typed = number | string
const orNull = (typed: Typed): number | null => (typed === '' ? null : Number(typed))

/** @param level any of the variant's: the settings are the same at all locations */
export function StockSettings({ level, name }: { level: Level; name: string }) {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const stored = (): { low: Typed; below: Typed } => ({
    low: level.low_stock_threshold ?? '',
    below: level.backorder_threshold === null ? '' : -level.backorder_threshold,
  })
  const form = useForm({ initialValues: stored() })
  const save = async ({ low, below }: { low: Typed; below: Typed }) => {
    const most = orNull(below)
    await dataOf(
      admin.PATCH('/admin/v1/inventory/items/{variant_id}', {
        params: { path: { variant_id: level.variant_id } },
        body: { low_stock_threshold: orNull(low), backorder_threshold: most === null ? null : 0 - most },
      }),
    )
    await client.invalidateQueries({ queryKey: [id, 'levels', level.variant_id] })
    tell(t('stock.settingsSaved'))
  }
  return (
    <FormDialog
      label={t('stock.settings')}
      title={`${t('stock.settings')}: ${name}`}
      form={form}
      fields={{ low_stock_threshold: 'low', backorder_threshold: 'below' }}
      onSave={save}
      onOpen={() => form.setValues(stored())}
    >
      <NumberInput
        label={t('stock.low')}
        description={t('stock.lowHelp')}
        allowDecimal={false}
        min={0}
        {...form.getInputProps('low')}
      />
      <NumberInput
        label={t('stock.below')}
        description={t('stock.belowHelp')}
        allowDecimal={false}
        min={0}
        {...form.getInputProps('below')}
      />
    </FormDialog>
  )
}
