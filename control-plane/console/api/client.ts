// The public APIs, typed by their OpenAPI documents: the namespaces are in generated/, which needs no import.
import createClient, { type Client } from 'openapi-fetch'
import { problemOf } from './problem.ts'
import { send } from './transport.ts'

/** What the staff API (`/admin/v1`) takes and gives, by the schema's name: `Admin['Product']`. */
export type Admin = AdminApi.Schemas
/** What the platform API takes and gives. */
export type Platform = PlatformApi.Schemas

const options = { baseUrl: location.origin, fetch: send }

export const platform = createClient<PlatformApi.Paths>(options)

export type AdminClient = Client<AdminApi.Paths>

/** The staff API of one store. */
export const adminOf = (tenantId: string): AdminClient =>
  createClient<AdminApi.Paths>({ ...options, headers: { 'x-tenant-id': tenantId } })

/**
 * The answer's body: `await dataOf(platform.GET('/platform/v1/account'))`.
 * @throws ProblemError when the answer refuses
 */
export async function dataOf<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await answer
  if (!response.ok) throw await problemOf(response, error)
  return data as NonNullable<T>
}
