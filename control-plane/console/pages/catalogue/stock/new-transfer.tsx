// A transfer that is being prepared: from where to where, and what.
import { ActionIcon, Button, Group, NumberInput, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { isProblem } from '../../../api/problem.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Empty } from '../../../parts/data-table.tsx'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useLocations } from '../adjust.tsx'
import { ChooseProducts } from '../choose-products.tsx'
import { atLines, useAddVariants, useVariantNames } from './stock-data.ts'
import { useText } from './text.ts'
import { VariantName } from './variant-name.tsx'

type Values = {
  from_location_id: string
  to_location_id: string
  note: string
  lines: { variant_id: string; quantity: number | string }[]
}
type Form = UseFormReturnType<Values>

export default function NewTransfer() {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm<Values>({
    initialValues: { from_location_id: '', to_location_id: '', note: '', lines: [] },
    validate: ({ from_location_id, to_location_id }) => ({
      ...(from_location_id === '' && { from_location_id: t('fault.required') }),
      ...(to_location_id === '' && { to_location_id: t('fault.required') }),
      ...(to_location_id !== '' &&
        from_location_id === to_location_id && {
          to_location_id: t('transfer.samePlace'),
        }),
    }),
  })
  const save = async ({ lines, ...values }: Values) => {
    const sent = lines.flatMap((line, index) => (Number(line.quantity) > 0 ? [{ line, index }] : []))
    const body = {
      ...values,
      lines: sent.map(({ line }) => ({ variant_id: line.variant_id, quantity: Number(line.quantity) })),
    }
    try {
      const transfer = await dataOf(admin.POST('/admin/v1/inventory/transfers', { body }))
      tell(t('transfer.prepared'))
      await client.invalidateQueries({ queryKey: [id, 'transfers'] })
      await navigate({ to: `/stores/${slug}/stock/transfers/${transfer.id}` })
    } catch (error) {
      throw isProblem(error, 'invalid_input')
        ? atLines(
            error,
            sent.map(({ index }) => index),
          )
        : error
    }
  }
  const hasLines = form.values.lines.some(({ quantity }) => Number(quantity) > 0)
  return (
    <>
      <PageHeader
        title={t('transfers.new')}
        text={t('transfer.newText')}
        back={{ to: `/stores/${slug}/stock/transfers`, label: t('transfers.title') }}
      />
      <FormPage form={form} onSave={save} saveLabel={t('transfer.prepare')} isNew>
        <Places form={form} />
        <Lines form={form} />
        {!hasLines && form.values.lines.length > 0 && <Text size="sm">{t('transfer.noQuantity')}</Text>}
      </FormPage>
    </>
  )
}

function Places({ form }: { form: Form }) {
  const t = useText()
  const choices = (useLocations().data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Section title={t('transfer.places')}>
      <Stack>
        <Group grow align="flex-start">
          <Select
            label={t('transfer.from')}
            required
            data={choices}
            {...form.getInputProps('from_location_id')}
          />
          <Select
            label={t('transfer.to')}
            required
            data={choices}
            {...form.getInputProps('to_location_id')}
          />
        </Group>
        <TextInput
          label={t('transfer.note')}
          description={t('transfer.noteHelp')}
          maxLength={1_000}
          {...form.getInputProps('note')}
        />
      </Stack>
    </Section>
  )
}

function Lines({ form }: { form: Form }) {
  const t = useText()
  const format = useFormat()
  const [isChoosing, setChoosing] = useState(false)
  const { lines, from_location_id } = form.values
  const ids = lines.map(({ variant_id }) => variant_id)
  const { nameOf, variantOf } = useVariantNames(ids)
  const availableOf = useAvailable(ids, from_location_id)
  const variantsOf = useAddVariants()
  const add = async (productIds: string[]) => {
    const have = new Set(form.getValues().lines.map(({ variant_id }) => variant_id))
    const added = (await variantsOf(productIds)).filter((id) => !have.has(id))
    form.setFieldValue('lines', [
      ...form.getValues().lines,
      ...added.map((variant_id) => ({ variant_id, quantity: '' })),
    ])
  }
  return (
    <Section title={t('transfer.goods')} text={t('transfer.goodsText')}>
      {lines.length === 0 ? (
        <Empty text={t('transfer.noGoods')} />
      ) : (
        <Table.ScrollContainer minWidth={300} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label={t('transfer.goods')} verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('levels.variant')}</Table.Th>
                <Table.Th scope="col" ta="end">
                  {t('transfer.available')}
                </Table.Th>
                <Table.Th scope="col">{t('transfer.quantity')}</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map(({ variant_id }, index) => (
                <Table.Tr key={variant_id}>
                  <Table.Th scope="row" fw={400}>
                    <VariantName name={nameOf(variant_id)} sku={variantOf(variant_id)?.sku} />
                  </Table.Th>
                  <Table.Td ta="end">{availableOf(variant_id, format.number)}</Table.Td>
                  <Table.Td w={130}>
                    <NumberInput
                      aria-label={t('transfer.quantityOf', { name: nameOf(variant_id) })}
                      min={0}
                      allowDecimal={false}
                      {...form.getInputProps(`lines.${index}.quantity`)}
                    />
                  </Table.Td>
                  <Table.Td w={50}>
                    <ActionIcon
                      variant="subtle"
                      color="red"
                      aria-label={t('transfer.removeLine', { name: nameOf(variant_id) })}
                      onClick={() => form.removeListItem('lines', index)}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Button
        variant="default"
        mt="sm"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => setChoosing(true)}
      >
        {t('transfer.addGoods')}
      </Button>
      {isChoosing && (
        <ChooseProducts title={t('transfer.addGoods')} onChoose={add} onClose={() => setChoosing(false)} />
      )}
    </Section>
  )
}

/** Gives how much of a variant there is where the goods come from. */
function useAvailable(ids: readonly string[], locationId: string) {
  const { id, admin } = useStore()
  const levels = useQueries({
    queries: ids.map((variantId) => ({
      queryKey: [id, 'levels', variantId],
      queryFn: () =>
        dataOf(
          admin.GET('/admin/v1/inventory/levels', {
            params: { query: { variant_id: variantId, limit: 100 } },
          }),
        ),
    })),
  })
  const known = levels.flatMap(({ data }) => data?.data ?? [])
  return (variantId: string, write: (count: number) => string): string => {
    const own = known.filter(({ variant_id }) => variant_id === variantId)
    if (locationId === '' || own.length === 0) return '–'
    return write(own.find(({ location_id }) => location_id === locationId)?.available ?? 0)
  }
}
