import { z } from 'zod'
import { STORE_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { isNetwork } from '../../shared/http/client.ts'
import { Instant } from '../../shared/http/instant.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'

const Name = z.string().trim().min(1).max(100)
const Kind = z.enum(['publishable', 'secret'])
const Scope = z.enum(STORE_PERMISSIONS)
const Scopes = z.array(Scope).min(1).max(STORE_PERMISSIONS.length)
const AllowedIps = z
  .array(z.string().max(50).refine(isNetwork, 'must be an address, or a network such as 203.0.113.0/24'))
  .max(50)
  .meta({
    description:
      'Addresses and networks (CIDR), IPv4 or IPv6, from which a secret key may be used; none: from anywhere',
    example: ['203.0.113.0/24', '2001:db8::/32'],
  })
const ExpiresAt = Instant.nullable().meta({ description: 'When the key ends; null: never' })

export const ApiKeyInput = z
  .strictObject({
    name: Name,
    kind: Kind,
    scopes: Scopes.optional().meta({
      description: 'Of a secret key; without it, all that you may do yourself',
    }),
    allowed_ips: AllowedIps.default([]),
    expires_at: ExpiresAt.default(null),
  })
  .refine((input) => input.kind === 'secret' || input.scopes === undefined, {
    path: ['scopes'],
    message: 'a publishable key has no scopes: it reaches the store API only',
  })
  .refine((input) => input.kind === 'secret' || input.allowed_ips.length === 0, {
    path: ['allowed_ips'],
    message: 'a publishable key stands in web pages and is used from anywhere',
  })
  .meta({
    id: 'ApiKeyInput',
    example: {
      name: 'Warehouse',
      kind: 'secret',
      scopes: ['inventory:read', 'inventory:write'],
      allowed_ips: [],
      expires_at: '2099-12-31T23:00:00.000Z',
    },
  })
export type ApiKeyInput = z.output<typeof ApiKeyInput>

export const ApiKeyPatch = z
  .strictObject({ name: Name, scopes: Scopes, allowed_ips: AllowedIps, expires_at: ExpiresAt })
  .partial()
  .meta({ id: 'ApiKeyPatch', description: 'What is absent stays. Lists are replaced.' })
export type ApiKeyPatch = z.output<typeof ApiKeyPatch>

const DAY_SECONDS = 86_400

export const RotationInput = z
  .strictObject({
    grace_seconds: z
      .int()
      .min(0)
      .max(7 * DAY_SECONDS)
      .default(DAY_SECONDS)
      .meta({ description: 'For how long the old key goes on working', example: DAY_SECONDS }),
  })
  .meta({ id: 'RotationInput' })
export type RotationInput = z.output<typeof RotationInput>

export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: Kind,
    hint: z.string().meta({ description: 'What the key can be recognised by: how it begins and ends' }),
    scopes: z.array(Scope),
    allowed_ips: z.array(z.string()),
    expires_at: z.string().nullable(),
    revoked_at: z.string().nullable(),
    rotated_to: z.uuid().nullable().meta({ description: 'The key that takes its place' }),
    last_used_at: z.string().nullable().meta({ description: 'To within a minute' }),
    last_used_ip: z.string().nullable(),
    created_by: z.uuid().nullable().meta({ description: 'The account that made it' }),
    created_at: z.string(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.output<typeof ApiKey>

export const NewApiKey = ApiKey.extend({ key: z.string().meta({ description: 'Shown only now' }) }).meta({
  id: 'NewApiKey',
})
export type NewApiKey = z.output<typeof NewApiKey>

export const KeysOf = z.object({ tenant_id: z.uuid() })
export const ApiKeyId = z.object({ tenant_id: z.uuid(), api_key_id: z.uuid() })
export const ApiKeyFilter = z.strictObject(Paging)
export type ApiKeyFilter = z.output<typeof ApiKeyFilter>
export const ApiKeyPage = pageOf(ApiKey).meta({ id: 'ApiKeyPage' })

const ApiKeyRequest = z
  .object({
    id: z.uuid(),
    at: z.string(),
    method: z.string(),
    path: z.string(),
    status: z.int(),
    duration_ms: z.number().meta({ description: 'Until the answer began' }),
    request_bytes: z
      .int()
      .nullable()
      .meta({ description: 'Of the body; null where its length was not told' }),
    response_bytes: z.int().nullable(),
  })
  .meta({ id: 'ApiKeyRequest' })
export type ApiKeyRequest = z.output<typeof ApiKeyRequest>

export const ApiKeyRequestFilter = z.strictObject({
  ...Paging,
  status: z.coerce.number().int().min(100).max(599).optional(),
})
export type ApiKeyRequestFilter = z.output<typeof ApiKeyRequestFilter>

export const ApiKeyRequestPage = pageOf(ApiKeyRequest)
  .extend({
    dropped: z
      .int()
      .meta({ description: 'How many requests of these days, of any status, were too many to be kept' }),
  })
  .meta({ id: 'ApiKeyRequestPage' })
