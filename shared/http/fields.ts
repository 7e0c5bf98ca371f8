// Fields that many inputs have.
import { z } from 'zod'

export const text = (max: number) => z.string().max(max)

export const Handle = z
  .string()
  .max(255)
  .regex(
    /^[\p{Ll}\p{Lo}\p{M}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}._-]*$/u,
    'must be lower-case letters, digits, and - _ . between them',
  )
  .meta({ example: 'linen-shirt' })

export const Metadata = z
  .record(z.string().min(1).max(100), text(5_000))
  .refine((value) => Object.keys(value).length <= 100, 'holds at most 100 keys')

/** What search engines are told of a page, and what a store keeps beside it. */
export const pageFields = { seo_title: text(255), seo_description: text(1_000), metadata: Metadata }
export const PAGE_DEFAULTS = { seo_title: '', seo_description: '', metadata: {} }
