import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const data = z.object({ merchant_id: z.uuid() })

export const merchantCreated = defineEvent({ name: 'merchant.created', version: 1, data })
export const merchantUpdated = defineEvent({ name: 'merchant.updated', version: 1, data })
export const merchantDeleted = defineEvent({ name: 'merchant.deleted', version: 1, data })
