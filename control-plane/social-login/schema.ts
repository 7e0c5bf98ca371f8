import { z } from 'zod'
import { PROVIDERS } from '../identity-providers.ts'
import { SessionTokens } from '../session-tokens.ts'
import { secondFactorFields } from '../two-factor/index.ts'
import { isLocalPath } from './rules.ts'

const Provider = z.enum(PROVIDERS)

export const SocialLoginInput = z
  .strictObject({
    provider: Provider,
    return_to: z
      .string()
      .max(2_000)
      .refine(isLocalPath, 'must be a path of this site, such as /stores')
      .default('/')
      .meta({ example: '/stores', description: 'Given back at the end' }),
  })
  .meta({ id: 'SocialLoginInput' })
export type SocialLoginInput = z.output<typeof SocialLoginInput>

export const SocialProviders = z.object({ data: z.array(Provider) }).meta({ id: 'SocialProviders' })
export type SocialProviders = z.output<typeof SocialProviders>

export const SocialLogin = z
  .object({
    authorization_url: z.string().meta({ description: 'Where to send the browser' }),
    login_token: z.string().meta({ description: 'Keep it in this browser: without it nobody can go on' }),
    expires_at: z.string(),
  })
  .meta({ id: 'SocialLogin' })
export type SocialLogin = z.output<typeof SocialLogin>

const answerFields = {
  login_token: z.string().max(200),
  state: z.string().max(200),
  code: z.string().min(1).max(4_000),
  iss: z.string().max(200).optional().meta({ description: 'If the provider sent one (RFC 9207)' }),
}
export const LinkInput = z.strictObject(answerFields).meta({ id: 'IdentityLinkInput' })
export type LinkInput = z.output<typeof LinkInput>
export const CompleteInput = z
  .strictObject({ ...answerFields, ...secondFactorFields })
  .meta({ id: 'SocialLoginCompleteInput' })
export type CompleteInput = z.output<typeof CompleteInput>

export const SocialSession = z
  .object({
    ...SessionTokens.shape,
    is_new_account: z.boolean(),
    return_to: z.string(),
  })
  .meta({ id: 'SocialSession' })
export type SocialSession = z.output<typeof SocialSession>

export const LinkedIdentity = z
  .object({
    id: z.uuid(),
    provider: Provider,
    email: z.string().nullable(),
    email_verified: z.boolean(),
    name: z.string().nullable(),
    created_at: z.string(),
    last_used_at: z.string(),
  })
  .meta({
    id: 'Identity',
    description: 'An account elsewhere by which you sign in, as its provider last named it',
  })
export type LinkedIdentity = z.output<typeof LinkedIdentity>
export const Identities = z.object({ data: z.array(LinkedIdentity) }).meta({ id: 'Identities' })
export const IdentityId = z.object({ identity_id: z.uuid() })
