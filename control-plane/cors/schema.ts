import { z } from 'zod'
import { originOf } from './rules.ts'

const Origin = z
  .string()
  .max(300)
  .transform((text, check) => {
    const origin = originOf(text)
    if (origin !== undefined) return origin
    check.addIssue('must be an origin such as https://shop.example')
    return z.NEVER
  })
  .meta({ example: 'https://shop.example' })

const description = 'The origins whose pages may use the shopper API; null: all'

export const CorsInput = z
  .strictObject({ allowed_origins: z.array(Origin).max(50).nullable().meta({ description }) })
  .meta({ id: 'CorsInput', example: { allowed_origins: ['https://shop.example'] } })
export type CorsInput = z.output<typeof CorsInput>

export const Cors = z
  .object({ allowed_origins: z.array(z.string()).nullable().meta({ description }) })
  .meta({ id: 'Cors' })
export type Cors = z.output<typeof Cors>

export const TenantId = z.object({ tenant_id: z.uuid() })
