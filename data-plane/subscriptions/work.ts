// The name of this module's job and what it carries, for those who queue it.
import { z } from 'zod'

export const ADVANCE = { name: 'subscriptions.advance', data: z.object({ subscription_id: z.uuid() }) }
