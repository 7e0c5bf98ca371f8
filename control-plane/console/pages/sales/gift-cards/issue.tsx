// Issues gift cards, one or many; their codes are told once.

import { Button, Modal, NativeSelect, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconDownload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { decimalsOf, useFormat } from '../../../i18n/format.ts'
import { CopyField } from '../../../parts/copy-field.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { LTR } from '../../../parts/ltr.ts'
import { toMajor } from '../../../parts/money.ts'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { useCurrencies } from './balance.tsx'
import { useText } from './text.ts'

type Issued = Admin['IssuedGiftCard']

/** The end of a day where the person is. */
export const endOf = (day: string): string => new Date(`${day}T23:59:59`).toISOString()

export function IssueCards() {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const currencies = useCurrencies()
  const [issued, setIssued] = useState<readonly Issued[]>([])
  const form = useForm({
    initialValues: {
      count: 1 as number | string,
      amount: null as number | null,
      currency: '',
      expires: '',
      customer_email: '',
      note: '',
    },
  })
  const currency = form.getValues().currency || (currencies[0] ?? 'USD')
  const issue = async (values: ReturnType<typeof form.getValues>) => {
    const count = Number(values.count) || 1
    const body = {
      amount: values.amount ?? 0,
      currency,
      note: values.note,
      ...(values.expires !== '' && { expires_at: endOf(values.expires) }),
      ...(values.customer_email.trim() !== '' && { customer_email: values.customer_email.trim() }),
    } as Admin['GiftCardInput']
    const cards =
      count === 1
        ? [await dataOf(admin.POST('/admin/v1/gift-cards', { body }))]
        : (await dataOf(admin.POST('/admin/v1/gift-cards/batch', { body: { ...body, count } }))).data
    setIssued(cards)
    await client.invalidateQueries({ queryKey: [id, 'gift-cards'] })
  }
  return (
    <>
      <FormDialog
        label={t('issue')}
        title={t('issue')}
        form={form}
        fields={{ expires_at: 'expires' }}
        onSave={issue}
        saveLabel={t('issue')}
        variant="filled"
      >
        <SimpleGrid cols={2}>
          <MoneyInput label={t('amount')} currency={currency} required {...form.getInputProps('amount')} />
          {currencies.length > 1 && (
            <NativeSelect label={t('currency')} data={[...currencies]} {...form.getInputProps('currency')} />
          )}
        </SimpleGrid>
        <NumberInput
          label={t('count')}
          description={t('count.text')}
          min={1}
          max={1_000}
          allowDecimal={false}
          {...form.getInputProps('count')}
        />
        <CardFields form={form} />
      </FormDialog>
      <IssuedCodes issued={issued} onClose={() => setIssued([])} />
    </>
  )
}

// biome-ignore lint/suspicious/noExplicitAny: Mantine's type of a form names its values in many places
export function CardFields({ form }: { form: any }) {
  const t = useText()
  return (
    <>
      <TextInput
        label={t('expires')}
        description={t('expires.text')}
        type="date"
        {...form.getInputProps('expires')}
      />
      <TextInput
        label={t('owner')}
        description={t('owner.text')}
        type="email"
        attributes={LTR}
        {...form.getInputProps('customer_email')}
      />
      <TextInput
        label={t('note')}
        description={t('note.text')}
        maxLength={500}
        {...form.getInputProps('note')}
      />
    </>
  )
}

function IssuedCodes({ issued, onClose }: { issued: readonly Issued[]; onClose: () => void }) {
  const t = useText()
  const common = useCommon()
  const format = useFormat()
  const [first] = issued
  return (
    <Modal
      opened={first !== undefined}
      onClose={onClose}
      title={t('codes', { count: issued.length })}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack>
        <Text size="sm">{t('codes.text')}</Text>
        {issued.length === 1 && first !== undefined && (
          <CopyField label={`${t('code')}, ${format.money(first.balance)}`} value={first.code} />
        )}
        {issued.length > 1 && (
          <Button onClick={() => saveAsCsv(issued)} leftSection={<IconDownload size={16} aria-hidden />}>
            {t('codes.download')}
          </Button>
        )}
      </Stack>
    </Modal>
  )
}

function saveAsCsv(cards: readonly Issued[]): void {
  const lines = cards.map(({ code, balance, expires_at, customer_email }) =>
    [
      code,
      toMajor(balance.amount, decimalsOf(balance.currency)),
      balance.currency,
      expires_at ?? '',
      customer_email ?? '',
    ].join(','),
  )
  const text = ['code,amount,currency,expires_at,customer_email', ...lines, ''].join('\r\n')
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'gift-cards.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
