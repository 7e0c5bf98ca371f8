import { z } from 'zod'
import { Country } from '../../shared/countries.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'

export const TaxClass = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,49}$/, 'must be 1 to 50 lower-case letters, digits, - or _, the first a letter')
  .meta({ example: 'standard' })

const TaxRate = z
  .strictObject({
    code: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}$/, 'must be up to 50 letters, digits, - _ or .')
      .meta({ example: 'sales_tax' }),
    name: z.string().trim().min(1).max(255).meta({ example: 'Sales tax' }),
    ppm: z
      .int()
      .min(0)
      .max(1_000_000)
      .meta({ description: 'In parts per million: 88750 is 8.875 %', example: 80_000 }),
    combinable: z.boolean().default(false).meta({
      description: 'Is added to the rate that applies, as that of a county, instead of taking its place',
      example: false,
    }),
    gst: z.boolean().default(false).meta({
      description:
        "Indian GST: half each as CGST and SGST within the state of the market's `tax_origin`, else as IGST",
      example: false,
    }),
    tax_classes: z.array(TaxClass).max(50).default([]),
    product_types: z.array(z.string().min(1).max(255)).max(100).default([]),
    product_ids: z.array(z.uuid().toLowerCase()).max(500).default([]),
  })
  .meta({
    id: 'TaxRate',
    outputId: 'TaxRateOutput',
    description:
      'Without tax classes, product types and products it is for everything that no other rate is for',
  })
export type RegionRate = z.output<typeof TaxRate>

const name = z.string().trim().max(255)
const rates = z.array(TaxRate).max(50)

export const TaxRegionInput = z
  .strictObject({
    country: Country,
    province: z
      .string()
      .regex(/^[A-Z0-9]{1,3}$/, 'must be the part of an ISO 3166-2 code behind the country')
      .optional()
      .meta({ description: 'Without one the region is the whole country', example: 'CA' }),
    country_region_id: z.uuid().optional().meta({
      description: "Of a province: its country's region, which is found by the country when absent",
    }),
    name: name.optional().meta({ description: 'What shoppers may write instead of the code' }),
    rates,
  })
  .meta({ id: 'TaxRegionInput' })
export type TaxRegionInput = z.output<typeof TaxRegionInput>

export const TaxRegionPatch = z.strictObject({ name, rates }).partial().meta({
  id: 'TaxRegionPatch',
  description: 'What is absent stays. `rates` replaces the whole list.',
})
export type TaxRegionPatch = z.output<typeof TaxRegionPatch>

export const TaxRegion = z
  .object({
    id: z.uuid(),
    country: Country,
    province: z.string().meta({ description: 'Empty for the whole country' }),
    country_region_id: z.uuid().nullable(),
    name: z.string(),
    rates: z.array(TaxRate),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'TaxRegion' })
export type TaxRegion = z.output<typeof TaxRegion>

export const TaxRegionId = z.object({ tax_region_id: z.uuid() })
export const TaxRegionFilter = z.strictObject(Paging)
export type TaxRegionFilter = z.output<typeof TaxRegionFilter>
export const TaxRegionPage = pageOf(TaxRegion).meta({ id: 'TaxRegionPage' })
export const UsStates = z
  .object({ added: z.int().meta({ description: 'Those that the store had before are as they were' }) })
  .meta({ id: 'UsStates' })
