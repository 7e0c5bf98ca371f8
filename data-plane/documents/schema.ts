import { z } from 'zod'
import { AddressFields } from '../addresses/index.ts'

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'holds a control character')

const fields = {
  legal_name: text(255).meta({ description: 'Empty: the name of the store', example: 'Linen House Ltd' }),
  tax_id: text(50).meta({ example: 'DE123456789' }),
  number_prefix: text(20).meta({
    description: 'Stands before the number of each new invoice',
    example: 'INV-',
  }),
  footer: z
    .string()
    .trim()
    .max(1_000)
    .regex(/^(?:[^\p{Cc}]|\n)*$/u, 'holds a control character other than line breaks')
    .meta({ description: 'Below each invoice, such as bank details' }),
}
export const InvoiceSettings = z
  .object({
    ...fields,
    address: AddressFields.omit({ name: true, tax_id: true }).strip().nullable(),
  })
  .meta({ id: 'InvoiceSettings' })
export type InvoiceSettings = z.output<typeof InvoiceSettings>

export const InvoiceSettingsInput = z
  .strictObject({ ...fields, address: AddressFields.omit({ name: true, tax_id: true }).nullable() })
  .partial()
  .meta({ id: 'InvoiceSettingsInput', description: 'What is absent stays' })
export type InvoiceSettingsInput = z.output<typeof InvoiceSettingsInput>

export const SlipQuery = z.strictObject({
  fulfillment_id: z.uuid().optional().meta({ description: 'Only what it holds; else the whole order' }),
})
