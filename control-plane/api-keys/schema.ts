import { z } from 'zod'
import { STORE_PERMISSIONS } from '../../shared/auth/permissions.ts'

const Scope = z.enum(STORE_PERMISSIONS)

export const ApiKeyInput = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    kind: z.enum(['publishable', 'secret']),
    scopes: z.array(Scope).min(1).optional().meta({ description: 'Of a secret key; without it, all' }),
  })
  .refine((input) => input.kind === 'secret' || input.scopes === undefined, {
    path: ['scopes'],
    message: 'a publishable key has no scopes: it reaches the store API only',
  })
  .meta({ id: 'ApiKeyInput' })
export type ApiKeyInput = z.output<typeof ApiKeyInput>

export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.enum(['publishable', 'secret']),
    hint: z.string().meta({ description: 'How the key begins' }),
    scopes: z.array(Scope),
    created_at: z.string(),
    revoked_at: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.output<typeof ApiKey>

export const NewApiKey = ApiKey.extend({ key: z.string().meta({ description: 'Shown only now' }) }).meta({
  id: 'NewApiKey',
})
export const ApiKeys = z.object({ data: z.array(ApiKey) }).meta({ id: 'ApiKeys' })
export const ApiKeyId = z.object({ tenant_id: z.uuid(), api_key_id: z.uuid() })
