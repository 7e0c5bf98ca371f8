// The DNS records of a domain: which there must be, and whether those that were found will do.
import type { DnsRecord, RecordCheck } from '../schema.ts'
import { PROOF_LABEL } from './hostnames.ts'

/** What DNS says of a name: its values, none when there are none, or why the servers gave no answer. */
export type Found = { values: readonly string[] } | { fault: string }

export type Looked = {
  txt: Found
  cname: Found
  /** IPv4 and IPv6 addresses of the name, and of what it shall point to; not looked up when the CNAME record is right. */
  addresses?: Found
  targetAddresses?: Found
}

/**
 * - `proved`: both records are there
 * - `missing`: one of them is not
 * - `unknown`: the name servers gave no answer, which says nothing about the records
 */
export type Verdict = 'proved' | 'missing' | 'unknown'

/** @param target where the name shall point */
export const recordsOf = (hostname: string, token: string, target: string): [DnsRecord, DnsRecord] => [
  { type: 'TXT', name: `${PROOF_LABEL}.${hostname}`, value: `storeplane-verification=${token}` },
  { type: 'CNAME', name: hostname, value: target },
]

export const isAt = (found: Found, value: string): boolean =>
  'values' in found && found.values.includes(value)

/** All that was found, or why some of it was not. */
export const together = (one: Found, other: Found): Found =>
  'fault' in one ? one : 'fault' in other ? other : { values: [...one.values, ...other.values] }

/** Holds what was found against what is due, record by record. */
export function checkRecords([txt, cname]: [DnsRecord, DnsRecord], looked: Looked): RecordCheck[] {
  return [checkProof(txt, looked.txt), checkPointer(cname, looked)]
}

export function verdictOf(checks: readonly RecordCheck[]): Verdict {
  if (checks.some(({ ok }) => ok === false)) return 'missing'
  return checks.every(({ ok }) => ok === true) ? 'proved' : 'unknown'
}

/** What is to be changed, in one text; null when nothing is. */
export const faultOf = (checks: readonly RecordCheck[]): string | null =>
  checks.flatMap(({ change }) => change ?? []).join(' ') || null

function checkProof(record: DnsRecord, found: Found): RecordCheck {
  const { name, value } = record
  if ('fault' in found) return noAnswer(record, found.fault)
  const change = isAt(found, value)
    ? null
    : `Add a TXT record at ${name} with the value ${value}.${found.values.length > 0 ? ' The ones that are there may stay.' : ''}`
  return checked(record, found.values, change)
}

/**
 * The name of a whole zone can have no CNAME record (RFC 1034, 3.6.2), and some providers answer with addresses in place of
 * one. So a name that has none but the target's addresses points there too.
 */
function checkPointer(
  record: DnsRecord,
  { cname, addresses = NONE, targetAddresses = NONE }: Looked,
): RecordCheck {
  const { name, value } = record
  if (isAt(cname, value)) return checked(record, [value], null)
  if ('fault' in cname) return noAnswer(record, cname.fault)
  if ('fault' in addresses) return noAnswer(record, addresses.fault)
  const found = cname.values.length > 0 ? cname.values : addresses.values
  if (addresses.values.length > 0 && 'fault' in targetAddresses)
    return noAnswer(record, targetAddresses.fault)
  const allowed = 'values' in targetAddresses ? targetAddresses.values : []
  const points = addresses.values.length > 0 && addresses.values.every((address) => allowed.includes(address))
  if (points) return checked(record, addresses.values, null)
  const instead =
    allowed.length > 0 ? ` At the apex of a zone, set its addresses instead: ${allowed.join(', ')}.` : ''
  const verb =
    found.length > 0
      ? `Point ${name} to ${value} by a CNAME record and nowhere else`
      : `Add a CNAME record at ${name} with the value ${value}`
  return checked(record, found, `${verb}.${instead}`)
}

const NONE: Found = { values: [] }

const checked = (
  { type, name, value }: DnsRecord,
  found: readonly string[],
  change: string | null,
): RecordCheck => ({ type, name, expected: value, found: [...found], ok: change === null, change })

const noAnswer = ({ type, name, value }: DnsRecord, fault: string): RecordCheck => ({
  type,
  name,
  expected: value,
  found: [],
  ok: null,
  change: `The name servers gave no answer about ${name} (${fault}). That is no verdict: it will be tried again.`,
})
