// One transfer: what is sent, what has arrived, and what happened.
import { Button, Group, NumberInput, Table } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { isProblem, ProblemError } from '../../../api/problem.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { Section, useSubmit } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { RecordPage } from '../../../parts/record.tsx'
import { type Movement, MovementTable } from './movement-table.tsx'
import { Note } from './note.tsx'
import { atLines, type Transfer, useLocationNames, useVariantNames } from './stock-data.ts'
import { useText } from './text.ts'
import { TransferStatus } from './transfer-status.tsx'
import { VariantName } from './variant-name.tsx'

export default function TransferPage() {
  const t = useText()
  const format = useFormat()
  const { id: storeId, slug, admin, can } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const nameOf = useLocationNames()
  const query = useQuery({
    queryKey: [storeId, 'transfers', 'one', id],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/inventory/transfers/{stock_transfer_id}', {
          params: { path: { stock_transfer_id: id } },
        }),
      ),
  })
  return (
    <RecordPage
      query={query}
      back={{ to: `/stores/${slug}/stock/transfers`, label: t('transfers.title') }}
      title={({ from_location_id, to_location_id }) =>
        t('transfer.title', { from: nameOf(from_location_id), to: nameOf(to_location_id) })
      }
      badge={(transfer) => <TransferStatus transfer={transfer} />}
      text={({ created_at }) => t('transfer.createdAt', { time: format.dateTime(created_at) })}
      actions={(transfer) => can('inventory:write') && <Actions transfer={transfer} />}
    >
      {(transfer) => (
        <>
          <Note>{transfer.note}</Note>
          {transfer.status === 'in_transit' && can('inventory:write') ? (
            <Receive key={transfer.updated_at} transfer={transfer} />
          ) : (
            <Section title={t('transfer.goods')}>
              <Goods transfer={transfer} />
            </Section>
          )}
          <History transfer={transfer} />
        </>
      )}
    </RecordPage>
  )
}

function useShow(): (transfer: Transfer) => Promise<void> {
  const { id } = useStore()
  const client = useQueryClient()
  return async (transfer) => {
    client.setQueryData([id, 'transfers', 'one', transfer.id], transfer)
    const keys = [['transfers', 'list'], ['movements'], ['levels'], ['products'], ['product']]
    for (const key of keys) await client.invalidateQueries({ queryKey: [id, ...key] })
  }
}

function Actions({ transfer }: { transfer: Transfer }) {
  const t = useText()
  const { admin } = useStore()
  const show = useShow()
  const { nameOf } = useVariantNames(transfer.lines.map(({ variant_id }) => variant_id))
  const params = { path: { stock_transfer_id: transfer.id } }
  const send = async () => {
    try {
      await show(
        await dataOf(admin.POST('/admin/v1/inventory/transfers/{stock_transfer_id}/send', { params })),
      )
      tell(t('transfer.isSent'))
    } catch (error) {
      // The faults are at lines, which people know by their names.
      if (!isProblem(error, 'insufficient_inventory')) throw error
      const errors = error.errors.map(({ path, message }) => {
        const line = transfer.lines[Number(path.split('.')[1])]
        return { path: '', message: line === undefined ? message : `${nameOf(line.variant_id)}: ${message}` }
      })
      throw new ProblemError({ ...error, detail: error.detail, errors })
    }
  }
  const cancel = async () => {
    await show(
      await dataOf(admin.POST('/admin/v1/inventory/transfers/{stock_transfer_id}/cancel', { params })),
    )
    tell(t('transfer.isCancelled'))
  }
  if (transfer.status === 'received' || transfer.status === 'cancelled') return null
  const isDraft = transfer.status === 'draft'
  return (
    <>
      <ConfirmButton label={t('transfer.cancel')} title={t('transfer.cancelTitle')} onConfirm={cancel}>
        {t(isDraft ? 'transfer.cancelDraft' : 'transfer.cancelText')}
      </ConfirmButton>
      {isDraft && (
        <ConfirmButton
          label={t('transfer.send')}
          title={t('transfer.sendTitle')}
          onConfirm={send}
          color="indigo"
          variant="filled"
        >
          {t('transfer.sendText')}
        </ConfirmButton>
      )}
    </>
  )
}

type Line = Transfer['lines'][number]

function Goods({
  transfer,
  field,
}: {
  transfer: Transfer
  field?: (line: Line, index: number) => ReactNode
}) {
  const t = useText()
  const format = useFormat()
  const { nameOf, variantOf } = useVariantNames(transfer.lines.map(({ variant_id }) => variant_id))
  return (
    <Table.ScrollContainer minWidth={300} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('transfer.goods')} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('levels.variant')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('transfer.quantity')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('transfer.received')}
            </Table.Th>
            {field && <Table.Th scope="col">{t('transfer.arrivesNow')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {transfer.lines.map((line, index) => (
            <Table.Tr key={line.variant_id}>
              <Table.Th scope="row" fw={400}>
                <VariantName name={nameOf(line.variant_id)} sku={variantOf(line.variant_id)?.sku} />
              </Table.Th>
              <Table.Td ta="end">{format.number(line.quantity)}</Table.Td>
              <Table.Td ta="end">{format.number(line.received)}</Table.Td>
              {field && <Table.Td w={130}>{field(line, index)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** The goods with how much of them arrives now: at first all that is on its way. */
function Receive({ transfer }: { transfer: Transfer }) {
  const t = useText()
  const { admin } = useStore()
  const show = useShow()
  const { nameOf } = useVariantNames(transfer.lines.map(({ variant_id }) => variant_id))
  const [open] = useState(() => transfer.lines.map(({ quantity, received }) => quantity - received))
  const form = useForm({
    initialValues: { lines: open.map((quantity) => ({ quantity: quantity as number | string })) },
  })
  const arriving = form.values.lines.flatMap(({ quantity }, index) => {
    const line = transfer.lines[index]
    return line !== undefined && Number(quantity) > 0
      ? [{ index, line: { variant_id: line.variant_id, quantity: Number(quantity) } }]
      : []
  })
  const { onSubmit, isBusy, alert } = useSubmit(form, async () => {
    const body = { lines: arriving.map(({ line }) => line) }
    const params = { path: { stock_transfer_id: transfer.id } }
    try {
      const after = await dataOf(
        admin.POST('/admin/v1/inventory/transfers/{stock_transfer_id}/receive', { params, body }),
      )
      tell(t(after.status === 'received' ? 'transfer.allArrived' : 'transfer.someArrived'))
      await show(after)
    } catch (error) {
      const indexes = arriving.map(({ index }) => index)
      throw isProblem(error, 'invalid_input') ? atLines(error, indexes) : error
    }
  })
  return (
    <Section title={t('transfer.receive')} text={t('transfer.receiveText')}>
      <form onSubmit={onSubmit} noValidate>
        {alert}
        <Goods
          transfer={transfer}
          field={(line, index) => (
            <NumberInput
              aria-label={t('transfer.arrivesOf', { name: nameOf(line.variant_id) })}
              min={0}
              allowDecimal={false}
              disabled={line.received === line.quantity}
              {...form.getInputProps(`lines.${index}.quantity`)}
            />
          )}
        />
        <Group justify="flex-end" mt="md">
          <Button type="submit" loading={isBusy} disabled={arriving.length === 0}>
            {t('transfer.receiveThese')}
          </Button>
        </Group>
      </form>
    </Section>
  )
}

function History({ transfer }: { transfer: Transfer }) {
  const t = useText()
  const { id, admin } = useStore()
  const list = useList<Movement>([id, 'movements', 'of', transfer.id], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/inventory/movements', {
        params: { query: { reference_id: transfer.id, limit: 20, cursor } },
      }),
    ),
  )
  return (
    <Section title={t('transfer.history')}>
      <MovementTable list={list} empty={t('transfer.noHistory')} isOfOne />
    </Section>
  )
}
