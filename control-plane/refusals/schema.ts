import { z } from 'zod'
import { Instant } from '../../shared/http/instant.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'

const Explained = {
  code: z.string(),
  status: z.int(),
  rule: z.string().meta({ description: 'Which rule refused it' }),
  because: z.string(),
  would_pass_with: z.string(),
}

export const Refusal = z
  .object({
    request_id: z.uuid(),
    at: z.string(),
    method: z.string(),
    path: z.string().meta({ description: 'Without the query' }),
    ...Explained,
    needed: z.string().nullable(),
    had: z.string().nullable(),
    principal: z.object({
      kind: z.string(),
      id: z.string(),
      hint: z.string().nullable().meta({ description: 'How a credential began that was not accepted' }),
    }),
    client_address: z.string(),
  })
  .meta({ id: 'Refusal', description: 'A request that was refused, and what would have let it pass' })
export type Refusal = z.output<typeof Refusal>

const RefusalCount = z
  .object({ ...Explained, minute: z.string(), count: z.int() })
  .meta({ id: 'RefusalCount', description: 'Refusals of one minute that are not kept one by one' })

export const RefusalLookup = z
  .object({
    request_id: z.uuid(),
    tenant_id: z.uuid().nullable().meta({ description: 'The store whose rule it was; null: no store’s' }),
    refusal: Refusal.nullable().meta({
      description: 'Null when so many were refused in its minute that only the first are kept: see `counted`',
    }),
    counted: z.array(RefusalCount),
  })
  .meta({ id: 'RefusalLookup' })
export type RefusalLookup = z.output<typeof RefusalLookup>

export const RefusalId = z.object({ request_id: z.uuid() })
export const TenantId = z.object({ tenant_id: z.uuid() })
export const TenantRefusalId = z.object({ tenant_id: z.uuid(), request_id: z.uuid() })
export const RefusalFilter = z.strictObject({
  ...Paging,
  status: z.coerce.number().int().min(400).max(499).optional(),
  code: z.string().max(100).optional(),
  key_id: z.uuid().optional(),
  from: Instant.optional(),
  to: Instant.optional(),
})
export type RefusalFilter = z.output<typeof RefusalFilter>
export const RefusalPage = pageOf(Refusal).meta({ id: 'RefusalPage' })
