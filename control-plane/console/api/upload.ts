import type { Admin } from './client.ts'
import { impersonationFor } from './impersonation.ts'
import { ProblemError, problemOf } from './problem.ts'
import { send } from './transport.ts'

/** What a file is sent with; `onProgress` gets what part of it has gone out, from 0 to 1. */
type Sending = { file: File; type?: string; onProgress: (part: number) => void }

/** Adds a file to those of a store. Throws ProblemError, as of a kind that is not taken. */
export const uploadMedia = (tenantId: string, sending: Sending): Promise<Admin['Media']> =>
  upload(tenantId, `/admin/v1/media?${new URLSearchParams({ filename: sending.file.name })}`, sending)

/**
 * Sends a file and tells how far it is: `fetch` does not say that.
 * @param tenantId of the store
 * @param path of the staff API, with its query
 * @returns the answer's body
 * @throws ProblemError when the answer refuses
 */
export async function upload<Answer>(
  tenantId: string,
  path: string,
  { file, type = file.type, onProgress }: Sending,
): Promise<Answer> {
  // A session that ran out is renewed by this, and not in the midst of a large file.
  await send(new URL('/platform/v1/account', location.origin).href)
  const headers = new Headers({
    'x-tenant-id': tenantId,
    'content-type': type,
    'idempotency-key': crypto.randomUUID(),
  })
  const request = new Request(new URL(path, location.origin), { method: 'POST', headers })
  const acting = impersonationFor(request)
  if (acting !== undefined) headers.set('authorization', `Bearer ${acting.token}`)
  const response = await post(path, { file, headers, onProgress })
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Answer
}

function post(
  path: string,
  { file, headers, onProgress }: Sending & { headers: Headers },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    for (const [name, value] of headers) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total)
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }))
    request.onerror = () =>
      reject(new ProblemError({ status: 0, code: 'offline', detail: 'No answer came.' }))
    request.send(file)
  })
}
