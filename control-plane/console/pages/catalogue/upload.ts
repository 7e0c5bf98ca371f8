import { ProblemError, problemOf } from '../../api/problem.ts'
import { send } from '../../api/transport.ts'

/**
 * Sends a file and tells how far it is: `fetch` does not say that.
 * @param tenantId of the store
 * @param path of the staff API, with its query
 * @param onProgress gets what part has gone out, from 0 to 1
 * @returns the answer's body
 * @throws ProblemError when the answer refuses
 */
export async function upload<Answer>(
  tenantId: string,
  path: string,
  { file, type = file.type, onProgress }: { file: File; type?: string; onProgress: (part: number) => void },
): Promise<Answer> {
  // A session that ran out is renewed by this, and not in the midst of a large file.
  await send(new URL('/platform/v1/account', location.origin).href)
  const headers = {
    'x-tenant-id': tenantId,
    'content-type': type,
    'idempotency-key': crypto.randomUUID(),
  }
  const response = await post(path, { file, headers, onProgress })
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Answer
}

function post(
  path: string,
  {
    file,
    headers,
    onProgress,
  }: { file: File; headers: Readonly<Record<string, string>>; onProgress: (part: number) => void },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total)
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }))
    request.onerror = () =>
      reject(new ProblemError({ status: 0, code: 'offline', detail: 'No answer came.' }))
    request.send(file)
  })
}
