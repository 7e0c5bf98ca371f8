import type { Admin } from './client.ts'
import { problemOf } from './problem.ts'
import { send } from './transport.ts'

/** Adds a file to those of a store. Throws ProblemError, as of a kind that is not taken. */
export async function uploadMedia(tenantId: string, file: File): Promise<Admin['Media']> {
  const query = new URLSearchParams({ filename: file.name })
  const response = await send(`${location.origin}/admin/v1/media?${query}`, {
    method: 'POST',
    headers: { 'x-tenant-id': tenantId, 'content-type': file.type },
    body: file,
  })
  if (!response.ok) throw await problemOf(response)
  return response.json()
}
