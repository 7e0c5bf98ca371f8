import { Badge, Checkbox, Group, Paper, SimpleGrid, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { AddressFields, AddressText, addressInput, fromAddress, NO_ADDRESS } from '../orders/address.tsx'
import type { Customer } from './customer-data.ts'
import { useText } from './text.ts'

type Address = Admin['Address']

export function Addresses({ customer }: { customer: Customer }) {
  const t = useText()
  const { id, admin, can } = useStore()
  const { data, error, refetch } = useQuery({
    queryKey: [id, 'customer', customer.id, 'addresses'],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/customers/{customer_id}/addresses', {
          params: { path: { customer_id: customer.id } },
        }),
      ),
  })
  return (
    <Section title={t('addresses')}>
      <ProblemAlert error={error} retry={() => void refetch()} />
      {data?.data.length === 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          {t('addresses.none')}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} mb="sm">
        {data?.data.map((address) => (
          <OneAddress key={address.id} customer={customer} address={address} />
        ))}
      </SimpleGrid>
      {can('customers:write') && <EditAddress customer={customer} />}
    </Section>
  )
}

function useReread(customer: Customer) {
  const { id } = useStore()
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: [id, 'customer', customer.id, 'addresses'] })
}

function OneAddress({ customer, address }: { customer: Customer; address: Address }) {
  const t = useText()
  const common = useCommon()
  const { admin, can } = useStore()
  const reread = useReread(customer)
  const remove = async () => {
    const params = { path: { customer_id: customer.id, address_id: address.id } }
    await dataOf(admin.DELETE('/admin/v1/customers/{customer_id}/addresses/{address_id}', { params }))
    await reread()
  }
  return (
    <Paper withBorder p="sm">
      <Group gap={4} mb={4}>
        {address.is_default_shipping && (
          <Badge variant="light" tt="none">
            {t('address.shipping')}
          </Badge>
        )}
        {address.is_default_billing && (
          <Badge variant="light" tt="none">
            {t('address.billing')}
          </Badge>
        )}
      </Group>
      <AddressText address={address} />
      {can('customers:write') && (
        <Group gap="xs" mt="xs">
          <EditAddress customer={customer} address={address} />
          <ConfirmButton
            label={common('delete')}
            title={t('address.delete')}
            size="xs"
            variant="subtle"
            onConfirm={remove}
          >
            <AddressText address={address} />
          </ConfirmButton>
        </Group>
      )}
    </Paper>
  )
}

/** Changes an address, or adds one. */
function EditAddress({ customer, address }: { customer: Customer; address?: Address }) {
  const t = useText()
  const common = useCommon()
  const { admin } = useStore()
  const reread = useReread(customer)
  const initial = () => ({
    ...(address === undefined ? NO_ADDRESS : fromAddress(address)),
    shipping: address?.is_default_shipping ?? false,
    billing: address?.is_default_billing ?? false,
  })
  const form = useForm({ initialValues: initial() })
  const save = async ({ shipping, billing, ...values }: ReturnType<typeof initial>) => {
    const body = {
      ...addressInput(values),
      ...(shipping && { is_default_shipping: true as const }),
      ...(billing && { is_default_billing: true as const }),
    }
    const path = { customer_id: customer.id }
    if (address === undefined)
      await dataOf(admin.POST('/admin/v1/customers/{customer_id}/addresses', { params: { path }, body }))
    else
      await dataOf(
        admin.PATCH('/admin/v1/customers/{customer_id}/addresses/{address_id}', {
          params: { path: { ...path, address_id: address.id } },
          body,
        }),
      )
    await reread()
  }
  return (
    <FormDialog
      label={address === undefined ? t('address.add') : common('edit')}
      title={t(address === undefined ? 'address.add' : 'address.edit')}
      size="lg"
      form={form}
      onSave={save}
      onOpen={() => !form.isDirty() && form.setValues(initial())}
      h={30}
    >
      <AddressFields form={form} />
      <Checkbox
        label={t('address.defaultShipping')}
        disabled={address?.is_default_shipping}
        {...form.getInputProps('shipping', { type: 'checkbox' })}
      />
      <Checkbox
        label={t('address.defaultBilling')}
        disabled={address?.is_default_billing}
        {...form.getInputProps('billing', { type: 'checkbox' })}
      />
    </FormDialog>
  )
}
