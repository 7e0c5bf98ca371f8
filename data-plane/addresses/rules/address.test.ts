import { expect, test } from 'vitest'
import { addressIssues, isVerifiable, normalised } from './address.ts'
import { COUNTRIES, RULES } from './countries.ts'

const place = (country: string, state: string, postal_code: string) => ({ country, state, postal_code })

test('there are the 249 countries of ISO 3166, and no rules for others', () => {
  expect(COUNTRIES.size).toBe(249)
  expect(Object.keys(RULES).filter((code) => !COUNTRIES.has(code))).toEqual([])
})

test.each(Object.entries(RULES).filter(([, { example }]) => example !== ''))(
  'the example of %s is a postal code there, however it is typed',
  (country, { example, states }) => {
    const state = [...(states?.keys() ?? [])][0] ?? ''
    for (const typed of [
      example,
      example.toLowerCase(),
      example.replace(/[ -]/g, ''),
      ` ${example} `.trim(),
    ]) {
      const address = normalised(place(country, state, typed))
      expect(address.postal_code).toBe(example)
      expect(addressIssues(address)).toEqual([])
    }
  },
)

test.each([
  ['US', 'CA', '9410'],
  ['US', 'CA', '94103-12'],
  ['IN', 'KA', '060001'],
  ['IN', 'KA', '56001'],
  ['CA', 'ON', 'D1A 0B1'],
  ['CA', 'ON', '12345'],
  ['AU', 'NSW', '20000'],
  ['GB', '', '94103'],
  ['DE', '', '1011'],
  ['NL', '', '0012 AB'],
  ['ES', '', '53000'],
  ['IE', '', '12345'],
])('%s %s takes no postal code %s', (country, state, postal) => {
  expect(addressIssues(normalised(place(country, state, postal)))).toMatchObject([{ path: 'postal_code' }])
})

test.each([
  ['US', 'california', 'CA'],
  ['US', 'ny', 'NY'],
  ['US', 'Washington, D.C.', 'Washington, D.C.'],
  ['US', 'Washington D.C.', 'DC'],
  ['CA', 'Québec', 'QC'],
  ['CA', 'newfoundland & labrador', 'NL'],
  ['IN', 'Karnataka', 'KA'],
  ['IN', 'Orissa', 'OD'],
  ['IN', 'UT', 'UK'],
  ['IN', 'jammu & kashmir', 'JK'],
  ['AU', 'new south wales', 'NSW'],
  ['FR', 'Île-de-France', 'Île-de-France'],
])('in %s the state %s is written %s', (country, state, written) => {
  expect(normalised(place(country, state, '')).state).toBe(written)
})

test('states and postal codes are required where a country has rules for them', () => {
  expect(addressIssues(place('US', '', ''))).toEqual([
    { path: 'state', message: 'is required in this country' },
    { path: 'postal_code', message: 'is required in this country' },
  ])
  expect(addressIssues(place('AU', 'ZZ', '2000'))).toEqual([
    { path: 'state', message: 'is not a state of AU' },
  ])
  for (const country of ['HK', 'AE', 'IE', 'BO']) expect(addressIssues(place(country, '', ''))).toEqual([])
})

test('what is no country is refused, and a country without rules takes anything and proves nothing', () => {
  for (const code of ['XX', 'UK', 'EU', 'ZZ'])
    expect(addressIssues(place(code, '', ''))).toMatchObject([{ path: 'country' }])
  expect(addressIssues(place('BO', 'La Paz', 'whatever'))).toEqual([])
  expect([isVerifiable('BO'), isVerifiable('US')]).toEqual([false, true])
})
