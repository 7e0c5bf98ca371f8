import { domainToASCII, domainToUnicode } from 'node:url'
import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { hostnameFault, notAName } from './rules/hostnames.ts'

/** The ASCII form of a name; one that claims to be such a form and is none is left out. */
function toAscii(text: string): string {
  const ascii = domainToASCII(text).replace(/\.$/, '')
  const unicode = domainToUnicode(ascii)
  return /(^|\.)xn--/.test(unicode) || domainToASCII(unicode) !== ascii ? '' : ascii
}

const Hostname = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .transform((text, check) => {
    const plain = notAName(text)
    const hostname = plain === undefined ? toAscii(text) : ''
    const fault = plain ?? (hostname === '' ? 'is not a host name' : hostnameFault(hostname))
    if (fault !== undefined) check.addIssue(fault)
    return hostname
  })
  .meta({
    description: 'A name of your own, in any script, without scheme, port and path',
    example: 'www.linen-house.example',
  })

export const DomainInput = z.strictObject({ hostname: Hostname }).meta({ id: 'DomainInput' })
export type DomainInput = z.output<typeof DomainInput>

const RecordType = z.enum(['TXT', 'CNAME'])

const DnsRecord = z
  .object({
    type: RecordType,
    name: z.string(),
    value: z.string(),
  })
  .meta({
    id: 'DnsRecord',
    description:
      'In place of the CNAME record a name may have the addresses of its target, by A and AAAA records or by what providers call ALIAS or CNAME flattening; at the apex of a zone it must.',
  })
export type DnsRecord = z.output<typeof DnsRecord>

const DomainStatus = z.enum(['pending', 'verified', 'failed', 'quarantined', 'removed']).meta({
  description:
    'The store answers at a `verified` domain. `pending` ones are checked every ten minutes for three days, then they are `failed`. When the records of a verified one go missing it is served for three days more, then `quarantined`; it is verified again soon after they are back. What becomes of `failed` ones is up to you: `verify` checks them too.',
})

export const Domain = z
  .object({
    id: z.uuid(),
    hostname: z.string().meta({ description: 'In ASCII, as DNS has it' }),
    hostname_unicode: z.string().meta({ description: 'As people read it' }),
    status: DomainStatus,
    is_primary: z.boolean().meta({ description: "Whether pages at the store's other names lead here" }),
    records: z.array(DnsRecord).meta({ description: 'What DNS must hold' }),
    fault: z.string().nullable().meta({ description: 'What the last check missed' }),
    verified_at: z.string().nullable(),
    last_checked_at: z.string().nullable(),
    next_check_at: z.string().nullable(),
    failing_since: z.string().nullable(),
    certificate_asked_at: z
      .string()
      .nullable()
      .meta({ description: 'When the TLS proxy first set out to get a certificate for it' }),
    created_at: z.string(),
    removed_at: z.string().nullable(),
  })
  .meta({ id: 'Domain' })
export type Domain = z.output<typeof Domain>

const RecordCheck = z
  .object({
    type: RecordType,
    name: z.string(),
    expected: z.string(),
    found: z.array(z.string()),
    ok: z.boolean().nullable().meta({ description: 'Null when the name servers gave no answer' }),
    change: z.string().nullable().meta({ description: 'What is to be done' }),
  })
  .meta({ id: 'RecordCheck' })
export type RecordCheck = z.output<typeof RecordCheck>

export const DomainCheck = z
  .object({ domain: Domain, checks: z.array(RecordCheck) })
  .meta({ id: 'DomainCheck' })
export type DomainCheck = z.output<typeof DomainCheck>

export const OfTenant = z.object({ tenant_id: z.uuid() })
export const DomainId = z.object({ tenant_id: z.uuid(), domain_id: z.uuid() })
export type DomainId = z.output<typeof DomainId>
export const DomainFilter = z.strictObject({
  ...Paging,
  status: DomainStatus.optional().meta({ description: 'Without it, all but the removed ones' }),
})
export type DomainFilter = z.output<typeof DomainFilter>
export const DomainPage = pageOf(Domain).meta({ id: 'DomainPage' })
