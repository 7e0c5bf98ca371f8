// What a customer has as store credit, one account for each currency.
import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { tell } from '../../../parts/notices.tsx'
import { AdjustBalance, useCurrencies } from '../gift-cards/balance.tsx'
import { Transactions } from '../gift-cards/transactions.tsx'
import type { Customer } from './customer-data.ts'
import { useText } from './text.ts'

type Account = Admin['StoreCreditAccount']

export function StoreCredit({ customer }: { customer: Customer }) {
  const t = useText()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: [id, 'store-credit', customer.email],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/store-credit-accounts', {
          params: { query: { customer_email: customer.email, limit: 50 } },
        }),
      ),
  })
  const refresh = () => client.invalidateQueries({ queryKey: [id, 'store-credit'] })
  return (
    <Section title={t('credit')} text={t('credit.text')}>
      <Stack>
        {data?.data.map((account) => (
          <OneAccount key={account.id} account={account} refresh={refresh} />
        ))}
        {can('gift_cards:write') && <Give customer={customer} refresh={refresh} />}
      </Stack>
    </Section>
  )
}

function OneAccount({ account, refresh }: { account: Account; refresh: () => Promise<void> }) {
  const t = useText()
  const format = useFormat()
  const { id, admin, can } = useStore()
  const path = { store_credit_account_id: account.id }
  const adjust = async (body: Admin['BalanceAdjustmentInput']) => {
    await dataOf(
      admin.POST('/admin/v1/store-credit-accounts/{store_credit_account_id}/transactions', {
        params: { path },
        body,
      }),
    )
    await refresh()
  }
  return (
    <div>
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{format.money(account.balance)}</Text>
        {can('gift_cards:write') && (
          <AdjustBalance label={t('credit.adjust')} currency={account.balance.currency} onSave={adjust} />
        )}
      </Group>
      <Transactions
        queryKey={[id, 'store-credit', account.customer_email, account.id]}
        currency={account.balance.currency}
        read={(cursor) =>
          dataOf(
            admin.GET('/admin/v1/store-credit-accounts/{store_credit_account_id}/transactions', {
              params: { path, query: { limit: 10, cursor } },
            }),
          )
        }
      />
    </div>
  )
}

function Give({ customer, refresh }: { customer: Customer; refresh: () => Promise<void> }) {
  const t = useText()
  const { admin } = useStore()
  const currencies = useCurrencies()
  const form = useForm({ initialValues: { amount: null as number | null, currency: '', note: '' } })
  const currency = form.getValues().currency || (currencies[0] ?? 'USD')
  const give = async ({ amount, note }: ReturnType<typeof form.getValues>) => {
    const body = {
      customer_email: customer.email,
      amount: amount ?? 0,
      currency,
      note,
    } as Admin['StoreCreditInput']
    await dataOf(admin.POST('/admin/v1/store-credit-accounts', { body }))
    await refresh()
    tell(t('credit.given'))
  }
  return (
    <Group>
      <FormDialog label={t('credit.give')} title={t('credit.give')} form={form} onSave={give} h={30}>
        <MoneyInput label={t('amount')} currency={currency} required {...form.getInputProps('amount')} />
        {currencies.length > 1 && (
          <NativeSelect label={t('currency')} data={[...currencies]} {...form.getInputProps('currency')} />
        )}
        <TextInput label={t('credit.why')} required maxLength={500} {...form.getInputProps('note')} />
      </FormDialog>
    </Group>
  )
}
