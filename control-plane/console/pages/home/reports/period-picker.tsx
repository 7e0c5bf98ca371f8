// Which period is shown, and in which currency: kept in the address.
import { Button, Chip, Group, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useFilters } from '../../../api/search.ts'
import { useFormat } from '../../../i18n/format.ts'
import { PRESETS, periodOf } from './period.ts'
import { useText } from './text.ts'

/** @param period that is shown just now, from which one's own begins */
export function PeriodPicker({ period }: { period: { from: string; to: string } | undefined }) {
  const t = useText()
  const [search, setSearch] = useFilters()
  const { chosen } = periodOf(search)
  const choose = (value: string) =>
    setSearch(
      value === 'custom'
        ? { period: value, since: period?.from, until: period?.to, by: undefined }
        : { period: value === '30' ? undefined : value, since: undefined, until: undefined, by: undefined },
    )
  return (
    <Group gap="sm" align="flex-end">
      <Group gap={6} role="radiogroup" aria-label={t('period')}>
        <Chip.Group value={chosen} onChange={choose}>
          {[...PRESETS, 'custom' as const].map((value) => (
            <Chip key={value} value={value} size="sm" variant="outline">
              {t(`period.${value}`)}
            </Chip>
          ))}
        </Chip.Group>
      </Group>
      {chosen === 'custom' && <OwnPeriod key={`${search.since} ${search.until}`} />}
    </Group>
  )
}

function OwnPeriod() {
  const t = useText()
  const [search, setSearch] = useFilters()
  const [since, setSince] = useState(search.since ?? '')
  const [until, setUntil] = useState(search.until ?? '')
  const isReady = since !== '' && until !== '' && since <= until
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) setSearch({ since, until })
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end">
        <TextInput
          type="date"
          size="xs"
          label={t('from')}
          value={since}
          max={until}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          size="xs"
          label={t('to')}
          value={until}
          min={since}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" disabled={!isReady}>
          {t('apply')}
        </Button>
      </Group>
    </form>
  )
}

/** Nothing where there is only one currency: amounts of several are never added up. */
export function CurrencySwitch({ currencies }: { currencies: readonly string[] }) {
  const t = useText()
  const f = useFormat()
  const [search, setSearch] = useFilters()
  if (currencies.length < 2) return null
  return (
    <NativeSelect
      size="xs"
      aria-label={t('currency')}
      value={chosenCurrency(currencies, search.currency)}
      onChange={(event) => setSearch({ currency: event.currentTarget.value })}
      data={currencies.map((code) => ({ value: code, label: `${code} – ${f.currencyName(code)}` }))}
    />
  )
}

/** The one of the address if there is something in it, or else the store's own. */
export const chosenCurrency = (currencies: readonly string[], wanted: string | undefined): string =>
  currencies.find((code) => code === wanted) ?? currencies[0] ?? ''
