import { z } from 'zod'
import { Instant } from '../../shared/http/instant.ts'
import { Paging } from '../../shared/http/route.ts'

const Name = z
  .string()
  .regex(/^[a-z0-9_.-]{1,64}$/, 'may hold 1 to 64 lower-case letters, digits, dots, hyphens and underscores')
  .meta({ example: 'payments.key' })
const Value = z.string().min(1).max(16_384)

export const SecretName = z.object({ secret_name: Name })

export const SecretInput = z
  .strictObject({
    value: Value.meta({ description: 'Never shown again' }),
    expires_at: Instant.nullable().optional().meta({
      description: 'Until when whoever gave it out takes it; shown in the list',
    }),
  })
  .meta({ id: 'SecretInput' })
export type SecretInput = z.output<typeof SecretInput>

export const SecretGuess = z.strictObject({ value: Value }).meta({ id: 'SecretGuess' })
export const SecretMatch = z.object({ matches: z.boolean() }).meta({ id: 'SecretMatch' })

export const Secret = z
  .object({
    name: Name,
    hint: z
      .string()
      .nullable()
      .meta({ description: 'The last four characters of one that is longer than twelve' }),
    updated_at: z.string(),
    updated_by: z.object({ kind: z.string(), id: z.string() }),
    expires_at: z.string().nullable(),
  })
  .meta({ id: 'Secret', description: 'What is known of a secret without knowing it' })
export type Secret = z.output<typeof Secret>

export const SecretFilter = z.strictObject({ limit: Paging.limit, cursor: Name.optional() })
export type SecretFilter = z.output<typeof SecretFilter>
export const SecretPage = z
  .object({ data: z.array(Secret), next_cursor: z.string().nullable() })
  .meta({ id: 'SecretPage' })
export const SecretDeleted = z.object({ name: Name, deleted: z.literal(true) })
