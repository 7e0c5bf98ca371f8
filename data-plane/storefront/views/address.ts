// The fields of an address, as its country has them.
import { html, raw } from 'hono/html'
import { type AddressFields, addressFormOf } from '../../addresses/index.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import type { Html } from '../page.ts'
import type { Visit } from '../visit.ts'
import { choice, type Faults, field, textOf } from './forms.ts'

export type Typed = Readonly<Record<string, unknown>>

/** Which of the fields of a form make an address. */
export const ADDRESS_FIELDS = [
  'name',
  'company',
  'line1',
  'line2',
  'city',
  'state',
  'postal_code',
  'country',
  'phone',
] as const

export const addressFrom = (form: Typed) =>
  Object.fromEntries(ADDRESS_FIELDS.map((name) => [name, textOf(form, name)]))

const regions = new Map<string, Intl.DisplayNames>()

function countryName({ locale }: Pick<Visit, 'locale'>, code: string): string {
  const names = regions.get(locale) ?? new Intl.DisplayNames(locale, { type: 'region' })
  regions.set(locale, names)
  return names.of(code) ?? code
}

type Options = {
  typed: Typed
  faults: Faults
  /** Where it may be. */
  countries: readonly string[]
}

/** A country is chosen first: with a script the fields follow at once, else by the button beside it. */
export function addressFields(visit: Visit, { typed, faults, countries }: Options): Html {
  const t = buyingTexts(visit)
  const wish = textOf(typed, 'country')
  const country = countries.includes(wish) ? wish : (countries[0] ?? '')
  const { states, postal } = addressFormOf(country)
  const choices = countries
    .map((code) => ({ value: code, label: countryName(visit, code) }))
    .sort((a, b) => a.label.localeCompare(b.label, visit.language))
  const of = (name: string) => ({ name, value: textOf(typed, name) })
  const stateLabel = country === 'CA' ? t.province : t.stateIn
  const stateChoices = states.map(({ code, name }) => ({ value: code, label: name }))
  const postalLabel = country === 'US' ? t.zip : country === 'IN' ? t.pin : t.postalCode
  return html`<div class="fields address">
${
  countries.length > 1
    ? html`${choice(visit, { ...of('country'), value: country, label: t.country, autocomplete: 'country', choices, isSent: true }, faults)}<p class="only-plain"><button class="quiet" name="action" value="country" formnovalidate>${t.changeCountry}</button></p>`
    : html`<input type="hidden" name="country" value="${country}"><p class="country"><span class="muted">${t.country}:</span> ${countryName(visit, country)}</p>`
}
${field(visit, { ...of('name'), label: t.name, autocomplete: 'name' }, faults)}
${field(visit, { ...of('line1'), label: t.line1, autocomplete: 'address-line1' }, faults)}
${field(visit, { ...of('line2'), label: t.line2, autocomplete: 'address-line2', isOptional: true }, faults)}
${field(visit, { ...of('postal_code'), label: postalLabel, autocomplete: 'postal-code', isOptional: postal === 'optional', width: 'third', maxlength: 20 }, faults)}
${field(visit, { ...of('city'), label: t.city, autocomplete: 'address-level2', width: 'half' }, faults)}
${states.length === 0 ? '' : choice(visit, { ...of('state'), label: stateLabel, autocomplete: 'address-level1', choices: stateChoices, empty: t.choose }, faults)}
${field(visit, { ...of('company'), label: t.company, autocomplete: 'organization', isOptional: true }, faults)}
${field(visit, { ...of('phone'), label: t.phone, type: 'tel', autocomplete: 'tel', isOptional: true, maxlength: 50 }, faults)}
</div>`
}

/** An address in lines, the country at the end. */
export function addressText(visit: Visit, address: AddressFields): Html {
  const { name, company, line1, line2, postal_code, city, state, country } = address
  const place =
    country === 'US' || country === 'CA' || country === 'AU' || country === 'IN'
      ? `${city}, ${state} ${postal_code}`
      : `${postal_code} ${city}`
  const lines = [name, company, line1, line2, place.trim(), countryName(visit, country)]
  return html`${lines.filter((line) => line !== '').map((line, i) => html`${i === 0 ? '' : raw('<br>')}${line}`)}`
}
