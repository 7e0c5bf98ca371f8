// What signing in gives, whichever way one signs in.
import { z } from 'zod'

const NewSession = z.object({ id: z.uuid(), created_at: z.string(), expires_at: z.string() }).meta({
  id: 'NewSession',
  description: '`expires_at` moves on with each refresh, up to 90 days after `created_at`',
})

export const SessionTokens = z.object({
  session_token: z.string().meta({
    description:
      "Signs the person in on the platform API and on their stores' staff APIs, as `Authorization: Bearer`",
  }),
  refresh_token: z.string().meta({ description: 'Good once, for the next session_token' }),
  expires_at: z.string().meta({ description: 'Of the session_token' }),
  session: NewSession,
  device_token: z.string().meta({
    description:
      'Send it with the next sign-in: wrong passwords of strangers then do not keep this device waiting',
  }),
})
export type SessionTokens = z.output<typeof SessionTokens>
