import { Badge, Grid, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { Empty } from '../../../parts/data-table.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { OrderTable } from '../orders/orders.tsx'
import { Addresses } from './addresses.tsx'
import { type Customer, customerQuery, nameOf, useRefreshCustomers } from './customer-data.ts'
import { CustomerFields, inputOf, valuesOf } from './customer-fields.tsx'
import { CustomerBadge } from './customers.tsx'
import { StoreCredit } from './store-credit.tsx'
import { useText } from './text.ts'

export default function CustomerPage() {
  const t = useText()
  const format = useFormat()
  const store = useStore()
  const { customerId = '' } = useParams({ strict: false }) as { customerId?: string }
  const { data: customer } = useSuspenseQuery(customerQuery(store, customerId))
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${store.slug}/customers`, label: t('title') }}
        title={nameOf(customer)}
        badge={<CustomerBadge status={customer.status} />}
        text={t('since', { date: format.date(customer.created_at) })}
      >
        {store.can('customers:write') && customer.anonymised_at === null && <Actions customer={customer} />}
      </PageHeader>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          {store.can('orders:read') && <Orders customer={customer} />}
          <Addresses customer={customer} />
          {store.can('gift_cards:read') && <StoreCredit customer={customer} />}
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <About customer={customer} />
          {store.can('payments:read') && <PaymentMethods customer={customer} />}
        </Grid.Col>
      </Grid>
    </>
  )
}

function Actions({ customer }: { customer: Customer }) {
  const t = useText()
  const { slug, admin } = useStore()
  const navigate = useNavigate()
  const refresh = useRefreshCustomers()
  const params = { path: { customer_id: customer.id } }
  const invite = async () => {
    await dataOf(admin.POST('/admin/v1/customers/{customer_id}/invitation', { params }))
    tell(t('invited', { email: customer.email }))
  }
  const setStatus = (status: 'active' | 'disabled') => async () => {
    await dataOf(admin.PATCH('/admin/v1/customers/{customer_id}', { params, body: { status } }))
    await refresh()
    tell(t(status === 'active' ? 'enabled' : 'disabled'))
  }
  const remove = async () => {
    const { anonymised } = await dataOf(admin.DELETE('/admin/v1/customers/{customer_id}', { params }))
    await navigate({ to: `/stores/${slug}/customers` })
    await refresh()
    tell(t(anonymised ? 'anonymised' : 'deleted'))
  }
  const isDisabled = customer.status === 'disabled'
  return (
    <>
      <EditCustomer customer={customer} />
      {customer.status === 'invited' && (
        <ConfirmButton
          label={t('invite')}
          title={t('invite')}
          color="indigo"
          variant="default"
          onConfirm={invite}
        >
          {t('invite.mail', { email: customer.email })}
        </ConfirmButton>
      )}
      <ConfirmButton
        label={t(isDisabled ? 'enable' : 'disable')}
        title={t(isDisabled ? 'enable' : 'disable')}
        color={isDisabled ? 'indigo' : 'red'}
        variant="default"
        onConfirm={setStatus(isDisabled ? 'active' : 'disabled')}
      >
        {t(isDisabled ? 'enable.text' : 'disable.text')}
      </ConfirmButton>
      <ConfirmButton label={t('delete')} title={t('delete')} word={customer.email} onConfirm={remove}>
        {t('delete.text')}
      </ConfirmButton>
    </>
  )
}

function EditCustomer({ customer }: { customer: Customer }) {
  const t = useText()
  const { admin } = useStore()
  const refresh = useRefreshCustomers()
  const form = useForm({ initialValues: valuesOf(customer) })
  const save = async (values: ReturnType<typeof valuesOf>) => {
    const params = { path: { customer_id: customer.id } }
    await dataOf(admin.PATCH('/admin/v1/customers/{customer_id}', { params, body: inputOf(values) }))
    await refresh()
  }
  return (
    <FormDialog
      label={t('edit')}
      title={t('edit')}
      size="lg"
      form={form}
      onSave={save}
      onOpen={() => !form.isDirty() && form.setValues(valuesOf(customer))}
    >
      <CustomerFields form={form} />
    </FormDialog>
  )
}

function Orders({ customer }: { customer: Customer }) {
  const t = useText()
  const { id, admin } = useStore()
  const format = useFormat()
  const list = useList<Admin['Order']>([id, 'customer', customer.id, 'orders'], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/customers/{customer_id}/orders', {
        params: { path: { customer_id: customer.id }, query: { limit: 10, cursor } },
      }),
    ),
  )
  const spent = customer.total_spent.map(format.money).join(', ')
  return (
    <Section title={t('orders')} text={spent === '' ? undefined : t('spentAll', { amount: spent })}>
      <OrderTable ofCustomer list={list} empty={<Empty text={t('orders.none')} />} />
    </Section>
  )
}

function About({ customer }: { customer: Customer }) {
  const t = useText()
  const format = useFormat()
  const { slug } = useStore()
  return (
    <Section title={t('about')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <a href={`mailto:${customer.email}`} style={{ color: 'var(--mantine-color-anchor)' }}>
            {customer.email}
          </a>
        </Text>
        <Text size="sm" c="dimmed">
          {t(customer.email_verified ? 'verified' : 'unverified')}
        </Text>
        {customer.phone !== '' && (
          <Text size="sm" dir="ltr">
            {customer.phone}
          </Text>
        )}
        {customer.locale !== '' && <Text size="sm">{format.languageName(customer.locale)}</Text>}
        <Text size="sm">{t(customer.accepts_marketing ? 'marketing.yes' : 'marketing.no')}</Text>
        {customer.groups.length > 0 && (
          <Group gap={4}>
            {customer.groups.map(({ id, name }) => (
              <ButtonLink
                key={id}
                to={`/stores/${slug}/customer-groups/${id}`}
                variant="light"
                size="compact-sm"
              >
                {name}
              </ButtonLink>
            ))}
          </Group>
        )}
        {customer.tags.length > 0 && (
          <Group gap={4}>
            {customer.tags.map((tag) => (
              <Badge key={tag} variant="light" color="gray" tt="none">
                {tag}
              </Badge>
            ))}
          </Group>
        )}
        {customer.note !== '' && (
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {customer.note}
          </Text>
        )}
      </Stack>
    </Section>
  )
}

function PaymentMethods({ customer }: { customer: Customer }) {
  const t = useText()
  const { id, admin } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'customer', customer.id, 'payment-methods'],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/customers/{customer_id}/payment-methods', {
          params: { path: { customer_id: customer.id } },
        }),
      ),
  })
  return (
    <Section title={t('methods')}>
      {data?.data.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('methods.none')}
        </Text>
      )}
      <Stack gap="xs">
        {data?.data.map(({ id, label, expires, is_default }) => (
          <Group key={id} justify="space-between">
            <Text size="sm">
              <bdi>{label}</bdi>
              {expires !== null && ` · ${expires}`}
            </Text>
            {is_default && (
              <Badge variant="light" tt="none">
                {t('default')}
              </Badge>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  )
}
