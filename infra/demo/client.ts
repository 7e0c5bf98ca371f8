// Asks the worker of a demo store in this process, as its owner or as a shopper, at a time that may lie in the past.
import { createHash, randomUUID } from 'node:crypto'
import { type Principal, STORE_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { NO_CLIENT } from '../../shared/http/client.ts'
import type { Dispatch } from '../../shared/http/dispatch.ts'

/** Where a store is, and who owns it. */
export type Place = {
  tenantId: string
  shard: string
  epoch: number
  plan: string
  owner: { id: string; email: string }
}

type Asked = {
  /** When it happens. */
  at: Date
  body?: unknown
  /** Of a file that is the body. */
  type?: string
  /** Makes a repetition give the same answer; by default the request itself does. */
  key?: string
}
export type Ask = <T = unknown>(method: string, path: string, asked: Asked) => Promise<T>
export type DemoClient = { owner: Ask; shopper: Ask }

/** An answer other than success. */
export class Refused extends Error {
  readonly code: string
  constructor(method: string, path: string, text: string) {
    super(`${method} ${path}: ${text}`)
    this.code = /"code":"(\w+)"/.exec(text)?.[1] ?? ''
  }
}

const SHOPPER: Principal = { kind: 'anonymous', id: '', permissions: new Set(['shop']) }

/** No limits count here: it is the installation that asks. */
export function demoClient(dispatch: Dispatch, { owner, ...place }: Place): DemoClient {
  const as =
    (principal: Principal): Ask =>
    async <T>(method: string, path: string, { at, body, type, key }: Asked): Promise<T> => {
      const text = type === undefined ? JSON.stringify(body ?? {}) : String(body)
      const request = new Request(`http://worker${path}`, {
        method,
        headers: {
          'content-type': type ?? 'application/json',
          'idempotency-key': key ?? digest(`${method} ${path} ${text}`),
        },
        ...(method === 'GET' ? {} : { body: text }),
      })
      const grant = { ...place, principal }
      const requestId = randomUUID()
      const response = await dispatch(request, { grant, requestId, client: () => NO_CLIENT, now: at })
      if (!response.ok) throw new Refused(method, path, await response.text())
      return (await response.json()) as T
    }
  return {
    owner: as({
      kind: 'account',
      id: owner.id,
      label: owner.email,
      permissions: new Set(['shop', ...STORE_PERMISSIONS]),
    }),
    shopper: as(SHOPPER),
  }
}

const digest = (text: string): string => createHash('sha256').update(`demo ${text}`).digest('hex')
