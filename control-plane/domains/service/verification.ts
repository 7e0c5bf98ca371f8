// Whether DNS shows that a name is a store's, asked by people and by the clock.
import { DomainError } from '../../../shared/errors.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../../context.ts'
import { acrossTenants } from '../../database.ts'
import { sendMail } from '../../mails/index.ts'
import * as queries from '../queries.ts'
import { checkRecords, faultOf, isAt, type Looked, together, verdictOf } from '../rules/records.ts'
import { afterCheck, mailAbout } from '../rules/states.ts'
import type { DomainCheck, DomainId, RecordCheck } from '../schema.ts'
import { found, knownDomain, recordsFor, shown } from './domains.ts'

type Finding = { domain: queries.DomainRow; checks: RecordCheck[] }

/** Asks the name servers about a domain. Throws `not_found` or `domain_removed`. */
export async function lookUpDomain(ctx: ControlCtx, id: DomainId): Promise<Finding> {
  const domain = await knownDomain(ctx, id)
  if (domain.status === 'removed')
    throw new DomainError('domain_removed', `${domain.hostname} was removed. Add it again to prove it anew.`)
  return lookUp(ctx, domain)
}

/** Acts on what the name servers said; gives it with the domain as it is then. */
export async function settle(ctx: ControlCtx, { domain, checks }: Finding): Promise<DomainCheck> {
  const current = await inControlTx(ctx, (ctx) => decide(ctx, { domain, checks }))
  return { domain: shown(ctx, current), checks }
}

async function lookUp(ctx: ControlCtx, domain: queries.DomainRow): Promise<Finding> {
  const records = recordsFor(ctx, domain)
  const [{ name: proofName }, { name, value: target }] = records
  const ask = ctx.domains.lookUp
  const addressesOf = async (name: string) =>
    together(...(await Promise.all([ask(name, 'A'), ask(name, 'AAAA')])))
  const [txt, cname] = await Promise.all([ask(proofName, 'TXT'), ask(name, 'CNAME')])
  const looked: Looked = { txt, cname }
  if (!isAt(cname, target)) {
    const [addresses, targetAddresses] = await Promise.all([addressesOf(name), addressesOf(target)])
    Object.assign(looked, { addresses, targetAddresses })
  }
  return { domain, checks: checkRecords(records, looked) }
}

/**
 * Whoever proves a name gets it, and then the tokens of all who claimed it before are worth nothing: each proof is younger
 * than the one that it beats, so records that somebody forgot in DNS give nothing back.
 */
async function decide(ctx: ControlTxCtx, { domain, checks }: Finding): Promise<queries.DomainRow> {
  const { tenant_id, id, hostname } = domain
  const key = { tenant_id, domain_id: id }
  await queries.lockHostname(ctx.tx, hostname)
  const current = found(await queries.lockDomain(ctx.tx, tenant_id, id), key)
  // What was found is about a claim that has ended meanwhile.
  if (current.token !== domain.token || current.status === 'removed') return current
  const fault = faultOf(checks)
  const next = afterCheck(current, verdictOf(checks), ctx.now)
  if (next.status === 'verified' && current.status !== 'verified') await takeFromOthers(ctx, current)
  await queries.storeCheck(ctx.tx, current, { ...next, fault })
  if (next.news !== undefined) {
    const recipient = await queries.findContact(ctx.tx, tenant_id)
    if (recipient !== undefined) await sendMail(ctx, { recipient, ...mailAbout(next.news, hostname, fault) })
  }
  return knownDomain(ctx, key)
}

async function takeFromOthers(
  ctx: ControlTxCtx,
  { tenant_id: tenantId, hostname }: queries.DomainRow,
): Promise<void> {
  const fault = 'Another store proved that this name is its own.'
  const recipients = await acrossTenants(ctx.tx, () =>
    queries.takeFromOthers(ctx.tx, { tenantId, hostname, fault }),
  )
  for (const recipient of recipients)
    await sendMail(ctx, { recipient, ...mailAbout('taken', hostname, null) })
}

/** Name servers are asked about so many domains at once. */
const AT_ONCE = 50
/** The next turn goes on where this one stopped. */
const TURN_MS = 50_000
const REMOVED_KEPT_DAYS = 90

/** Checks all domains that are due, the longest overdue first. */
export async function checkDueDomains(ctx: ControlCtx): Promise<void> {
  await queries.forgetRemoved(ctx.db, REMOVED_KEPT_DAYS)
  const end = performance.now() + TURN_MS
  while (performance.now() < end) {
    const due = await queries.claimDue(ctx.db, AT_ONCE)
    if (due.length === 0) return
    const findings = await Promise.all(due.map((domain) => lookUp(ctx, domain)))
    for (const finding of findings) {
      await settle({ ...ctx, now: new Date() }, finding).catch((error: unknown) => {
        ctx.log.error({ err: error, domain_id: finding.domain.id }, 'a domain was not checked')
      })
    }
  }
}
