import { problemOf } from './problem.ts'
import { send } from './transport.ts'

/**
 * Has the browser save what a route answers, such as an export.
 * @param path with its query
 * @param tenantId of the store, for the staff API
 * @throws ProblemError when the answer refuses
 */
export async function download(path: string, name: string, tenantId?: string): Promise<void> {
  const response = await send(new URL(path, location.origin).href, {
    headers: tenantId === undefined ? {} : { 'x-tenant-id': tenantId },
  })
  if (!response.ok) throw await problemOf(response)
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
