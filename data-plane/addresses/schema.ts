// Addresses, as orders keep them and as customers have them in their address books.
import { z } from 'zod'
import { addressIssues, normalised } from './rules/address.ts'

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'holds a control character')

const fields = {
  name: line(255).min(1).meta({ example: 'A Shopper' }),
  company: line(255).default(''),
  line1: line(255).min(1).meta({ example: '1 Market Street' }),
  line2: line(255).default(''),
  city: line(255).min(1).meta({ example: 'San Francisco' }),
  state: line(255)
    .default('')
    .meta({ description: 'State, province or region; in US, CA, AU and IN its code or name', example: 'CA' }),
  postal_code: line(20).default('').meta({ example: '94103' }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a two-letter ISO 3166 code in upper case')
    .meta({ example: 'US' }),
  phone: line(50).default(''),
  tax_id: line(50).default(''),
}
export const AddressFields = z.strictObject(fields)
export type AddressFields = z.output<typeof AddressFields>

function check(address: AddressFields, ctx: z.core.$RefinementCtx<AddressFields>): void {
  for (const { path, message } of addressIssues(address))
    ctx.addIssue({ code: 'custom', path: [path], message, input: address[path as keyof AddressFields] })
}

const EXAMPLE = {
  name: 'A Shopper',
  line1: '1 Market Street',
  city: 'San Francisco',
  state: 'CA',
  postal_code: '94103',
  country: 'US',
}

/** As it is given: held against the rules of its country and written as they say. */
export const ShippingAddress = AddressFields.overwrite(normalised)
  .superRefine(check)
  .meta({ id: 'ShippingAddress', example: EXAMPLE })
/** As it is kept. */
export const OrderAddress = z.object(fields).meta({ id: 'OrderShippingAddress' })

const becomesDefault = z.literal(true).optional().meta({ description: 'Takes the place of the one that was' })
const choices = { is_default_shipping: becomesDefault, is_default_billing: becomesDefault }
const ofStaff = {
  verified: z
    .boolean()
    .optional()
    .meta({ description: 'By default, whether it was held against rules of its country' }),
}

const bookInput = <S extends z.ZodRawShape>(extra: S) => z.strictObject({ ...fields, ...choices, ...extra })
export const AddressInput = bookInput({})
  .overwrite(normalised)
  .superRefine(check)
  .meta({ id: 'AddressInput', example: EXAMPLE })
export const StaffAddressInput = bookInput(ofStaff)
  .overwrite(normalised)
  .superRefine(check)
  .meta({ id: 'StaffAddressInput', example: EXAMPLE })
export type StaffAddressInput = z.output<typeof StaffAddressInput>

// A default would change what a patch does not mention.
const withoutDefaults = Object.fromEntries(
  Object.entries(fields).map(([name, field]) => [
    name,
    field instanceof z.ZodDefault ? field.unwrap() : field,
  ]),
) as { [K in keyof typeof fields]: (typeof fields)[K] extends z.ZodDefault<infer T> ? T : (typeof fields)[K] }

export const AddressPatch = z
  .strictObject({ ...withoutDefaults, ...choices })
  .partial()
  .meta({ id: 'AddressPatch' })
export const StaffAddressPatch = z
  .strictObject({ ...withoutDefaults, ...choices, ...ofStaff })
  .partial()
  .meta({ id: 'StaffAddressPatch' })
export type StaffAddressPatch = z.output<typeof StaffAddressPatch>

export const Address = z
  .object({
    id: z.uuid(),
    ...fields,
    verified: z.boolean(),
    is_default_shipping: z.boolean(),
    is_default_billing: z.boolean(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Address' })
export type Address = z.output<typeof Address>

export const Addresses = z.object({ data: z.array(Address) }).meta({ id: 'Addresses' })
export const AddressId = z.object({ address_id: z.uuid() })
export const CustomerAddressId = z.object({ customer_id: z.uuid(), address_id: z.uuid() })
export const CustomerId = z.object({ customer_id: z.uuid() })
