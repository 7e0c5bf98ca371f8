// Countries and currencies to choose from, by their names in the language of the person.
import { useMemo } from 'react'
import { COUNTRIES } from '../../i18n/countries.ts'
import { useFormat } from '../../i18n/format.ts'

type Choice = { value: string; label: string }
const byLabel = (one: Choice, other: Choice) => one.label.localeCompare(other.label)

/** All countries, by name. */
export function useCountries(): Choice[] {
  const format = useFormat()
  return useMemo(
    () => COUNTRIES.map((value) => ({ value, label: format.countryName(value) })).sort(byLabel),
    [format],
  )
}

export function useCurrencies(): Choice[] {
  const format = useFormat()
  return useMemo(
    () =>
      Intl.supportedValuesOf('currency').map((value) => ({
        value,
        label: `${value} – ${format.currencyName(value)}`,
      })),
    [format],
  )
}
