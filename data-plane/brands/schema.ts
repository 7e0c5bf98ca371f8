import { z } from 'zod'
import { Html } from '../../shared/html/field.ts'
import { Handle, pageFields, text } from '../../shared/http/fields.ts'
import { KeyedPaging, Paging, pageOf } from '../../shared/http/route.ts'

const Score = z.int().min(0).max(100)

const brandFields = {
  name: text(255).min(1).meta({ example: 'Linen House' }),
  handle: Handle,
  logo_url: text(2_000),
  description: Html(20_000).meta({ description: 'HTML' }),
  popularity_override: Score.nullable().meta({ description: 'Stands instead of what is computed every day' }),
  quality_override: Score.nullable().meta({ description: 'Stands instead of what is computed every day' }),
  ...pageFields,
}

export const BrandInput = z
  .strictObject(brandFields)
  .partial()
  .required({ name: true })
  .meta({ id: 'BrandInput' })
export const BrandPatch = z
  .strictObject(brandFields)
  .partial()
  .meta({ id: 'BrandPatch', description: 'What is absent stays.' })
export type BrandInput = z.output<typeof BrandInput>
export type BrandPatch = z.output<typeof BrandPatch>

const scores = {
  popularity_score: Score.meta({
    description: 'By units sold in the last 90 days, the best-selling brand having 100',
  }),
  quality_score: Score.meta({
    description: 'By the share of units sold in the last 90 days whose orders were not cancelled',
  }),
}

export const Brand = z
  .object({ id: z.uuid(), ...brandFields, ...scores, created_at: z.string(), updated_at: z.string() })
  .meta({ id: 'Brand' })
export type Brand = z.output<typeof Brand>

export const StoreBrand = z
  .object({
    id: z.uuid(),
    name: z.string(),
    handle: z.string(),
    logo_url: z.string(),
    description: z.string(),
    ...scores,
    seo_title: z.string(),
    seo_description: z.string(),
  })
  .meta({ id: 'StoreBrand' })
export type StoreBrand = z.output<typeof StoreBrand>

export const BrandId = z.object({ brand_id: z.uuid() })
export const BrandIdOrHandle = z.object({
  brand_id: z.string().min(1).max(255).meta({ description: 'Id or handle' }),
})
export const BrandFilter = z.strictObject({ ...Paging, handle: Handle.optional() })
export const StoreBrandFilter = z.strictObject(KeyedPaging)
export type BrandFilter = z.output<typeof BrandFilter>
export type StoreBrandFilter = z.output<typeof StoreBrandFilter>
export const BrandPage = pageOf(Brand).meta({ id: 'BrandPage' })
export const StoreBrandPage = pageOf(StoreBrand).meta({ id: 'StoreBrandPage' })
