// Every name at which a store answers, kept whole in memory: a name that nobody has costs no query, however many are tried.
import type { Db } from '../../shared/db/connect.ts'
import { DomainError } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'
import { domainsAt, domainsFrom, type ServedDomain, slugsAmong, slugsFrom } from './queries.ts'

/** Rows of one query while everything is read. With more, the memory that they take for a moment stays the process's. */
const PAGE = 1_000
/** While changes are not heard or could not be read, everything is read again so often … */
const RELOAD_MS = 5_000
/** … and what was read last is believed for so long. */
const STALE_LIMIT_MS = 60_000

/** The look-ups throw `unavailable` when it is not known what is true just now. */
export type Names = {
  /** The verified domain of this name. */
  domain: (hostname: string) => ServedDomain | undefined
  /** The domain to which a store's other names lead. */
  primaryOf: (tenantId: string) => string | undefined
  isSlug: (slug: string) => boolean
  /** Reads what may have changed: the domains of these names, or the stores of these slugs. */
  refresh: (what: 'domains' | 'tenants', keys: readonly string[]) => void
  /** Changes are heard from now on; resolves when everything that there is has been read, or could not be. */
  heard: () => Promise<void>
  unheard: () => void
  stop: () => void
}

export function trackNames(db: Db, log: Log): Names {
  let known = table()
  let isHeard = false
  /** Since when (ms) it may no longer be true; undefined while it is. */
  let staleSince: number | undefined = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  // One after the other, so that what was read last is what counts.
  let reading = Promise.resolve()

  const readAll = async (): Promise<void> => {
    const asOf = Date.now()
    const read = table()
    await eachPage(
      (after) => domainsFrom(db, after, PAGE),
      ({ hostname }) => hostname,
      (page) => read.putDomains([], page),
    )
    await eachPage(
      (after) => slugsFrom(db, after, PAGE),
      ({ slug }) => slug,
      (page) => read.putSlugs([], page),
    )
    known = read
    staleSince = isHeard ? undefined : asOf
  }
  const next = (read: () => Promise<void>): Promise<void> => {
    reading = reading.then(read).catch((error: unknown) => {
      if (isStopped) return
      log.warn({ err: error }, 'the names of stores could not be read')
      staleSince ??= Date.now()
      readAgain()
    })
    return reading
  }
  const readAgain = (): void => {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(async () => {
      await next(readAll)
      if (staleSince !== undefined) readAgain()
    }, RELOAD_MS)
    timer.unref()
  }
  const believed = (): Table => {
    if (staleSince === undefined || Date.now() - staleSince < STALE_LIMIT_MS) return known
    throw new DomainError('unavailable', 'The store directory does not answer just now.', { retryAfter: 1 })
  }

  return {
    domain: (hostname) => believed().domains.get(hostname),
    primaryOf: (tenantId) => believed().primaries.get(tenantId),
    isSlug: (slug) => believed().slugs.has(slug),
    refresh: (what, keys) =>
      void next(async () => {
        if (what === 'tenants') known.putSlugs(keys, await slugsAmong(db, keys))
        else known.putDomains(keys, await domainsAt(db, keys))
      }),
    heard: () => {
      isHeard = true
      clearTimeout(timer)
      return next(readAll)
    },
    unheard: () => {
      isHeard = false
      staleSince ??= Date.now()
      readAgain()
    },
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

type Table = ReturnType<typeof table>

function table() {
  const domains = new Map<string, ServedDomain>()
  const primaries = new Map<string, string>()
  const slugs = new Set<string>()
  const putDomains = (hostnames: readonly string[], found: readonly ServedDomain[]): void => {
    for (const hostname of hostnames) {
      const before = domains.get(hostname)
      if (before !== undefined && primaries.get(before.tenant_id) === hostname)
        primaries.delete(before.tenant_id)
      domains.delete(hostname)
    }
    for (const domain of found) {
      domains.set(domain.hostname, domain)
      if (domain.is_primary) primaries.set(domain.tenant_id, domain.hostname)
    }
  }
  const putSlugs = (texts: readonly string[], found: readonly { slug: string }[]): void => {
    for (const text of texts) slugs.delete(text)
    for (const { slug } of found) slugs.add(slug)
  }
  return { domains, primaries, slugs, putDomains, putSlugs }
}

async function eachPage<T>(
  read: (after: string) => Promise<T[]>,
  keyOf: (row: T) => string,
  take: (page: readonly T[]) => void,
): Promise<void> {
  let after = ''
  while (true) {
    const page = await read(after)
    take(page)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = keyOf(last)
  }
}
