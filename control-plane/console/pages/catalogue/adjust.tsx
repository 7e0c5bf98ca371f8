// What there is of a variant at each location, and changes of it with a reason.
import { Button, Group, Modal, NumberInput, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { useSubmit } from '../../parts/form-page.tsx'
import { ProblemAlert, tell, useTellProblem } from '../../parts/notices.tsx'
import { useText } from './products/text.ts'
import { StockSettings } from './stock-settings.tsx'

const KINDS = ['received', 'returned', 'adjusted'] as const

export function useLocations() {
  const { id, admin, can } = useStore()
  return useQuery({
    queryKey: [id, 'locations'],
    queryFn: () => dataOf(admin.GET('/admin/v1/inventory/locations')),
    enabled: can('inventory:read'),
  })
}

/** A table of a variant's stock by location; whoever may can adjust it there. */
export function VariantStock({ variantId, name }: { variantId: string; name: string }) {
  const t = useText()
  const format = useFormat()
  const { id, admin, can } = useStore()
  const [at, setAt] = useState<string | null>(null)
  const locations = useLocations()
  const levels = useQuery({
    queryKey: [id, 'levels', variantId],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/inventory/levels', {
          params: { query: { variant_id: variantId, limit: 100 } },
        }),
      ),
    enabled: can('inventory:read'),
  })
  if (!can('inventory:read')) return null
  const [any] = levels.data?.data ?? []
  const levelAt = (location: string) => levels.data?.data.find(({ location_id }) => location_id === location)
  return (
    <>
      <ProblemAlert error={levels.error ?? locations.error} retry={() => void levels.refetch()} />
      <Table.ScrollContainer minWidth={380} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label={t('stock.byLocation')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('stock.location')}</Table.Th>
              {(['on_hand', 'reserved', 'available'] as const).map((field) => (
                <Table.Th key={field} scope="col" ta="end">
                  {t(`stock.${field}`)}
                </Table.Th>
              ))}
              {can('inventory:write') && <Table.Td />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {locations.data?.data.map((location) => (
              <Table.Tr key={location.id}>
                <Table.Th scope="row" fw={400}>
                  {location.name}
                </Table.Th>
                {(['on_hand', 'reserved', 'available'] as const).map((field) => (
                  <Table.Td key={field} ta="end">
                    {levels.data ? format.number(levelAt(location.id)?.[field] ?? 0) : '…'}
                  </Table.Td>
                ))}
                {can('inventory:write') && (
                  <Table.Td ta="end">
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => setAt(location.id)}
                      aria-label={t('stock.adjustAt', { name: location.name })}
                    >
                      {t('stock.adjust')}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {any !== undefined && can('inventory:write') && <StockSettings level={any} name={name} />}
      {at !== null && (
        <AdjustDialog variantId={variantId} locationId={at} name={name} onClose={() => setAt(null)} />
      )}
    </>
  )
}

/** Asks how much came or went, where and why; what was done can be taken back. */
export function AdjustDialog({
  variantId,
  locationId,
  name,
  onClose,
}: {
  variantId: string
  locationId: string
  name: string
  onClose: () => void
}) {
  const t = useText()
  const common = useCommon()
  const locations = useLocations()
  const adjust = useAdjust(variantId)
  const form = useForm({
    initialValues: {
      location_id: locationId,
      kind: 'received' as (typeof KINDS)[number],
      change: '' as number | string,
      reason: '',
    },
    validate: {
      change: (change) => (Number(change) === 0 ? t('stock.changeFault') : null),
      reason: (reason) => (reason.trim() === '' ? t('fault.required') : null),
    },
  })
  const { onSubmit, isBusy, alert } = useSubmit(
    form,
    async ({ change, ...values }) => {
      await adjust({ ...values, change: Number(change) })
      onClose()
    },
    { 'lines.0.change': 'change', 'lines.0.location_id': 'location_id' },
  )
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('stock.adjustOf', { name })}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <form onSubmit={onSubmit} noValidate>
        {alert}
        <Stack>
          <Select
            label={t('stock.location')}
            allowDeselect={false}
            data={(locations.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('location_id')}
          />
          <NumberInput
            label={t('stock.change')}
            description={t('stock.changeHelp')}
            allowDecimal={false}
            data-autofocus
            {...form.getInputProps('change')}
          />
          <Select
            label={t('stock.kind')}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: t(`stock.kind.${value}`) }))}
            {...form.getInputProps('kind')}
          />
          <TextInput label={t('stock.reason')} required maxLength={255} {...form.getInputProps('reason')} />
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {t('stock.logged')}
            </Text>
            <Button type="submit" loading={isBusy}>
              {t('stock.adjust')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

type Change = {
  location_id: string
  kind: NonNullable<Admin['AdjustmentInput']['kind']>
  change: number
  reason: string
}

function useAdjust(variantId: string): (change: Change) => Promise<void> {
  const t = useText()
  const common = useCommon()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const tellProblem = useTellProblem()
  const write = async ({ location_id, kind, change, reason }: Change) => {
    await dataOf(
      admin.POST('/admin/v1/inventory/adjustments', {
        body: { kind, reason, lines: [{ variant_id: variantId, location_id, change }] },
      }),
    )
    for (const key of ['levels', 'movements', 'products', 'product'])
      await client.invalidateQueries({ queryKey: [id, key] })
  }
  return async (change) => {
    await write(change)
    const back: Change = { ...change, kind: 'adjusted', change: -change.change, reason: common('undo') }
    tell(t('stock.adjusted'), {
      label: common('undo'),
      run: () => void write(back).catch(tellProblem),
    })
  }
}
