// Hands what is known of a refused request to those who keep it.
import type { Principal } from '../../shared/auth/permissions.ts'
import type { Client } from '../../shared/http/client.ts'
import { takeRefusal } from '../../shared/http/refusal.ts'
import { type Hit, toldOf } from '../rate-limits/index.ts'
import type { RefusalRecorder } from '../refusals/index.ts'
import { bearerOf } from './authenticate.ts'

type Refused = {
  readonly request: Request
  readonly requestId: string
  readonly path: string
  readonly client: () => Client
  readonly tenant: string | undefined
  readonly principal: Principal | undefined
  readonly hit: Hit | undefined
}

/** Takes off a refused answer what is not for the caller, and notes it. */
export function noteRefusal(recorder: RefusalRecorder, response: Response, refused: Refused): void {
  const told = refused.hit === undefined ? takeRefusal(response) : toldOf(refused.hit)
  if (told === undefined) return
  const { request, requestId, path, tenant, principal } = refused
  recorder.note({
    requestId,
    tenant,
    status: response.status,
    told,
    method: request.method,
    path,
    principal,
    secret: secretOf(request),
    clientAddress: refused.client().address,
  })
}

function secretOf(request: Request): string | undefined {
  try {
    return bearerOf(request)
  } catch {
    return undefined
  }
}
