// Whether an address can be delivered to, as far as its country's rules tell, and how it is written.
import type { FieldIssue } from '../../../shared/errors.ts'
import { COUNTRIES, RULES } from './countries.ts'

type Place = { state: string; postal_code: string; country: string }

/** The same address with its postal code and state written as the country's post does: `k1a0b1` → `K1A 0B1`, `Ontario` → `ON`. */
export function normalised<A extends Place>(address: A): A {
  const rule = RULES[address.country]
  const postal = address.postal_code.toUpperCase().replace(/\s+/g, ' ')
  return {
    ...address,
    postal_code: rule?.format === undefined ? postal : postal.replace(...rule.format),
    state:
      rule?.states === undefined ? address.state : (stateCode(rule.states, address.state) ?? address.state),
  }
}

/** What is wrong with a normalised address; none when it may be used. Of countries without rules only the code is checked. */
export function addressIssues({ country, state, postal_code }: Place): FieldIssue[] {
  if (!COUNTRIES.has(country)) return [{ path: 'country', message: 'is not a country of ISO 3166' }]
  const rule = RULES[country]
  if (rule === undefined) return []
  const issues: FieldIssue[] = []
  if (rule.states !== undefined && !rule.states.has(state)) {
    const message = state === '' ? 'is required in this country' : `is not a state of ${country}`
    issues.push({ path: 'state', message })
  }
  if (postal_code === '') {
    if (rule.postalRequired) issues.push({ path: 'postal_code', message: 'is required in this country' })
  } else if (!rule.postal.test(postal_code)) {
    const message = `is not a postal code of ${country}, such as ${rule.example}`
    issues.push({ path: 'postal_code', message })
  }
  return issues
}

/** What a form asks for in a country: its states by code, and whether there is a postal code. */
export function addressFormOf(country: string): {
  states: readonly { code: string; name: string }[]
  postal: 'required' | 'optional'
} {
  const rule = RULES[country]
  const states = [...(rule?.states ?? [])].map(([code, [name = code]]) => ({ code, name }))
  return {
    states: states.sort((a, b) => (a.name < b.name ? -1 : 1)),
    postal: rule?.postalRequired ? 'required' : 'optional',
  }
}

/** Whether an address without issues was held against rules of its country. */
export const isVerifiable = (country: string): boolean => RULES[country] !== undefined

/** Lower case without accents, dots and the ways to write "and": `Québec` and `Quebec` are one. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f.]/g, '')
    .replace(/\s*&\s*/g, ' and ')
    .toLowerCase()
    .trim()

function stateCode(states: ReadonlyMap<string, readonly string[]>, text: string): string | undefined {
  const wanted = plain(text)
  for (const [code, names] of states) if ([code, ...names].some((name) => plain(name) === wanted)) return code
  return undefined
}
