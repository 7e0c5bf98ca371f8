// Sends goods of an order: what lies at one location goes together.
import { Alert, Checkbox, Group, NumberInput, Radio, Stack, Table, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { isProblem } from '../../../api/problem.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Empty } from '../../../parts/data-table.tsx'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../shell/states.tsx'
import { fieldsOfSent } from './faults.ts'
import { Parcels, trackingOf } from './fulfillments.tsx'
import { Goods } from './lines.tsx'
import { type Order, useOrder, usePictures, usePlan, useRefreshOrder } from './order-data.ts'
import { useText } from './text.ts'

type Part = Admin['FulfillmentPlan']['data'][number]

export default function Fulfill() {
  const t = useText()
  const { order, address } = useOrder()
  const plan = usePlan(order)
  const [chosen, setChosen] = useState<string>()
  const parts = plan.data?.data ?? []
  const part = parts.find(({ location_id }) => location_id === chosen) ?? parts[0]
  return (
    <>
      <PageHeader
        back={{ to: address, label: t('order.title', { number: order.number }) }}
        title={t('fulfill.title')}
      />
      <ProblemAlert error={plan.error} retry={() => void plan.refetch()} />
      {plan.isPending && <Loading />}
      {plan.data !== undefined && part === undefined && (
        <Empty title={t('fulfill.nothing')} text={t('fulfill.nothingText')}>
          <ButtonLink to={address}>{t('order.title', { number: order.number })}</ButtonLink>
        </Empty>
      )}
      {parts.length > 1 && (
        <Section title={t('location')} text={t('fulfill.locations')}>
          <Radio.Group value={part?.location_id} onChange={setChosen} aria-label={t('location')}>
            <Stack gap="xs">
              {parts.map(({ location_id, location_name, line_items }) => (
                <Radio
                  key={location_id}
                  value={location_id}
                  label={`${location_name} (${line_items.reduce((sum, { quantity }) => sum + quantity, 0)})`}
                />
              ))}
            </Stack>
          </Radio.Group>
        </Section>
      )}
      {part !== undefined && (
        <FulfillForm key={part.location_id} order={order} part={part} address={address} />
      )}
    </>
  )
}

function FulfillForm({ order, part, address }: { order: Order; part: Part; address: string }) {
  const t = useText()
  const { admin } = useStore()
  const navigate = useNavigate()
  const refresh = useRefreshOrder()
  const [isUnpaid, setUnpaid] = useState(false)
  const form = useForm({
    initialValues: {
      line_items: part.line_items.map(({ line_item_id, quantity }) => ({ line_item_id, quantity })),
      tracking: [{ carrier: '', number: '', url: '' }],
      notify: true,
      packed: false,
      force: false,
    },
  })
  type Values = ReturnType<typeof form.getValues>
  const send = async ({ line_items, tracking, notify, packed, force }: Values) => {
    const body: Admin['FulfillmentInput'] = {
      location_id: part.location_id,
      line_items: line_items.filter(({ quantity }) => quantity > 0),
      tracking: trackingOf(tracking),
      notify,
      ...(packed && { status: 'pending' as const }),
      ...(force && { force }),
    }
    const params = { path: { order_id: order.id } }
    try {
      await dataOf(admin.POST('/admin/v1/orders/{order_id}/fulfillments', { params, body }))
    } catch (error) {
      setUnpaid(isProblem(error, 'order_not_paid'))
      throw error
    }
    await refresh()
    tell(t('fulfill.done'))
    await navigate({ to: address })
  }
  return (
    <FormPage
      form={form}
      fields={fieldsOfSent(form.getValues().line_items, ['quantity'])}
      onSave={send}
      saveLabel={t('fulfill')}
      isNew
    >
      {part.provider !== 'manual' && (
        <Alert mb="md" color="blue">
          {t(`fulfill.${part.provider}`, { location: part.location_name })}
        </Alert>
      )}
      <Section title={t('items')} text={t('fulfill.from', { location: part.location_name })}>
        <SentLines order={order} part={part} form={form} />
      </Section>
      <Section title={t('fulfill.tracking')} text={t('fulfill.trackingText')}>
        <Parcels form={form} />
      </Section>
      <Stack>
        <Checkbox
          label={t('notify')}
          description={t('notify.text', { email: order.email })}
          {...form.getInputProps('notify', { type: 'checkbox' })}
        />
        {part.provider === 'manual' && (
          <Checkbox label={t('fulfill.packed')} {...form.getInputProps('packed', { type: 'checkbox' })} />
        )}
        {isUnpaid && (
          <Checkbox label={t('fulfill.force')} {...form.getInputProps('force', { type: 'checkbox' })} />
        )}
      </Stack>
    </FormPage>
  )
}

// biome-ignore lint/suspicious/noExplicitAny: of the form only its lines are shown here
type AnyForm = any

function SentLines({ order, part, form }: { order: Order; part: Part; form: AnyForm }) {
  const t = useText()
  const format = useFormat()
  const products = new Map(order.line_items.map(({ id, product_id }) => [id, product_id]))
  const pictures = usePictures([...products.values()])
  return (
    <Table verticalSpacing="sm" aria-label={t('items')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('product')}</Table.Th>
          <Table.Th scope="col" w={150}>
            {t('quantity')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {part.line_items.map((line, index) => (
          <Table.Tr key={line.line_item_id}>
            <Table.Td>
              <Goods line={line} picture={pictures.get(products.get(line.line_item_id) ?? '')} />
            </Table.Td>
            <Table.Td>
              <Group gap="xs" wrap="nowrap">
                <NumberInput
                  aria-label={`${t('quantity')}: ${line.title}`}
                  min={0}
                  max={line.quantity}
                  allowDecimal={false}
                  w={80}
                  {...form.getInputProps(`line_items.${index}.quantity`)}
                />
                <Text size="sm" c="dimmed">
                  / {format.number(line.quantity)}
                </Text>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
