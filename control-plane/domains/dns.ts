// Asks real name servers.
import { Resolver } from 'node:dns/promises'
import type { LookUp } from '../context.ts'

const TIMEOUT_MS = 2_000
const TRIES = 2

const NOTHING_THERE = new Set(['ENOTFOUND', 'ENODATA'])
const FAULTS: Readonly<Record<string, string>> = { ETIMEOUT: 'no answer in time' }

/** @param servers addresses, with a port where it is not 53; without them, those of the machine */
export function openDns(servers: readonly string[] | undefined): LookUp {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  if (servers !== undefined) resolver.setServers(servers)
  const ask: Record<Parameters<LookUp>[1], (name: string) => Promise<string[]>> = {
    TXT: async (name) => (await resolver.resolveTxt(name)).map((parts) => parts.join('')),
    CNAME: async (name) => (await resolver.resolveCname(name)).map((target) => target.toLowerCase()),
    A: (name) => resolver.resolve4(name),
    AAAA: (name) => resolver.resolve6(name),
  }
  return async (name, type) => {
    try {
      return { values: await ask[type](name) }
    } catch (error) {
      const code = (error as { code?: string }).code ?? 'EUNKNOWN'
      return NOTHING_THERE.has(code) ? { values: [] } : { fault: FAULTS[code] ?? code.replace(/^E/, '') }
    }
  }
}
