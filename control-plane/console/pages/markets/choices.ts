// Countries and currencies to choose from, by their names in the language of the person.
import { useMemo } from 'react'
import { COUNTRIES } from '../../i18n/countries.ts'
import { type Formats, useFormat } from '../../i18n/format.ts'

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

/** How a region with taxes of its own is called: "Germany", "United States, Texas". */
export const regionName = (
  format: Formats,
  { country, province, name }: { country: string; province: string; name: string },
): string =>
  province === '' ? format.countryName(country) : `${format.countryName(country)}, ${name || province}`
