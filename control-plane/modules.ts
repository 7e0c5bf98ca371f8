// Everything that the platform API offers.

import { accounts } from './accounts/module.ts'
import { apiKeys } from './api-keys/module.ts'
import { audit } from './audit/module.ts'
import { cors } from './cors/module.ts'
import { domains } from './domains/module.ts'
import { impersonations } from './impersonations/module.ts'
import { mails } from './mails/module.ts'
import { members } from './members/module.ts'
import { plans } from './plans/module.ts'
import { queues } from './queues/module.ts'
import { rateLimits } from './rate-limits/module.ts'
import { refusals } from './refusals/module.ts'
import type { ControlModule } from './route.ts'
import { shards } from './shards/module.ts'
import { socialLogin } from './social-login/module.ts'
import { tenants } from './tenants/module.ts'
import { traffic } from './traffic/module.ts'
import { twoFactor } from './two-factor/module.ts'

export const modules: readonly ControlModule[] = [
  tenants,
  members,
  apiKeys,
  domains,
  cors,
  plans,
  rateLimits,
  refusals,
  audit,
  impersonations,
  accounts,
  twoFactor,
  socialLogin,
  mails,
  shards,
  queues,
  traffic,
]
