// Customers as staff see them, and as they see themselves.
import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, Money } from '../../shared/money/money.ts'
import { MarketCode } from '../markets/index.ts'

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'holds a control character')
const Email = z.email().max(254).toLowerCase().meta({ example: 'shopper@example.com' })
const Password = z.string().min(8).max(200).meta({ example: 'a long passphrase' })
const Locale = z
  .string()
  .regex(/^([a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?)?$/, 'must be a language tag such as "en" or "pt-BR"')
const Token = z.string().min(1).max(200)
const Tag = text(100).min(1)
const Metadata = z
  .record(z.string().min(1).max(100), z.string().max(5_000))
  .refine((value) => Object.keys(value).length <= 100, 'holds at most 100 keys')

const Preferences = z
  .strictObject({
    language: Locale.meta({ example: 'en' }),
    currency: Currency,
    market: MarketCode,
    newsletters: z
      .array(text(100).min(1))
      .max(100)
      .meta({ description: 'Codes of the newsletters that are wanted' }),
  })
  .partial()
  .meta({ id: 'CustomerPreferences', description: 'Replaced as a whole' })

const profile = {
  first_name: text(100),
  last_name: text(100),
  phone: text(50),
  locale: Locale.meta({ description: 'A language tag; empty when unknown', example: 'en-US' }),
  accepts_marketing: z.boolean(),
  preferences: Preferences,
}

const forStaff = {
  ...profile,
  note: z.string().max(10_000),
  tags: z.array(Tag).max(100),
  metadata: Metadata,
  customer_group_ids: z.array(z.uuid()).max(100).meta({ description: 'Replaces the whole list' }),
}

export const CustomerInput = z
  .strictObject(forStaff)
  .partial()
  .extend({
    email: Email,
    send_invitation: z
      .boolean()
      .default(false)
      .meta({ description: 'Mails a link by which the customer chooses a password' }),
  })
  .meta({ id: 'CustomerInput' })
export type CustomerInput = z.output<typeof CustomerInput>

export const CustomerPatch = z
  .strictObject({
    email: Email.meta({ description: 'A new address is unverified' }),
    status: z
      .enum(['active', 'disabled'])
      .meta({ description: 'Who has no password yet is `invited` rather than `active`' }),
    ...forStaff,
  })
  .partial()
  .meta({ id: 'CustomerPatch' })
export type CustomerPatch = z.output<typeof CustomerPatch>

const shown = {
  id: z.uuid(),
  email: z.string(),
  email_verified: z.boolean(),
  ...profile,
  created_at: z.string(),
  updated_at: z.string(),
}

export const Customer = z
  .object({
    ...shown,
    status: z.enum(['invited', 'active', 'disabled']),
    accepts_marketing_at: z.string().nullable().meta({ description: 'When that was last said' }),
    accepts_marketing_source: z.enum(['registration', 'account', 'staff']).nullable(),
    note: z.string(),
    tags: z.array(z.string()),
    groups: z.array(z.object({ id: z.uuid(), code: z.string(), name: z.string() })),
    metadata: Metadata,
    order_count: z.int(),
    total_spent: z
      .array(Money)
      .meta({ description: 'The totals of all orders that were not cancelled, by currency' }),
    anonymised_at: z
      .string()
      .nullable()
      .meta({ description: 'When a customer was deleted whose orders are kept' }),
  })
  .meta({ id: 'Customer' })
export type Customer = z.output<typeof Customer>

/** What customers see of themselves. */
export const StoreCustomer = z.object(shown).meta({ id: 'StoreCustomer' })
export type StoreCustomer = z.output<typeof StoreCustomer>

export const CustomerId = z.object({ customer_id: z.uuid() })
export const CustomerFilter = z.strictObject({
  ...Paging,
  email: Email.optional(),
  customer_group_id: z.uuid().optional(),
  tag: Tag.optional(),
  term: text(254).min(2).optional().meta({
    description: 'How the e-mail address, first name, last name or full name begins; the first 1,000 matches',
  }),
})
export type CustomerFilter = z.output<typeof CustomerFilter>
export const CustomerPage = pageOf(Customer).meta({ id: 'CustomerPage' })
export const Deleted = z.object({ id: z.uuid(), deleted: z.literal(true) })
export const DeletedCustomer = Deleted.extend({
  anonymised: z.boolean().meta({ description: 'Orders refer to the customer, who stays without a name' }),
}).meta({ id: 'DeletedCustomer' })

const group = {
  code: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,49}$/, 'must be lower-case letters, digits, - and _')
    .meta({ example: 'wholesale' }),
  name: text(255).min(1).meta({ example: 'Wholesale' }),
}
export const CustomerGroupInput = z.strictObject(group).meta({ id: 'CustomerGroupInput' })
export const CustomerGroupPatch = CustomerGroupInput.partial().meta({ id: 'CustomerGroupPatch' })
export const CustomerGroup = z
  .object({ id: z.uuid(), ...group, created_at: z.string(), updated_at: z.string() })
  .meta({ id: 'CustomerGroup' })
export type CustomerGroup = z.output<typeof CustomerGroup>
export const CustomerGroupId = z.object({ customer_group_id: z.uuid() })
export const CustomerGroupFilter = z.strictObject({ ...Paging, code: group.code.optional() })
export const CustomerGroupPage = pageOf(CustomerGroup).meta({ id: 'CustomerGroupPage' })
export const Members = z
  .strictObject({ customer_ids: z.array(z.uuid()).min(1).max(100) })
  .meta({ id: 'CustomerGroupMembers' })
export const MemberId = z.object({ customer_group_id: z.uuid(), customer_id: z.uuid() })
export const Page = z.strictObject(Paging)

const cartChoice = {
  cart_id: z.uuid().optional().meta({
    description: "A guest's cart to go on with: it is merged into the customer's own, or becomes it",
  }),
}

export const Registration = z
  .strictObject({
    email: Email,
    password: Password,
    ...z.object(profile).partial().shape,
    ...cartChoice,
  })
  .meta({ id: 'Registration' })
export type Registration = z.output<typeof Registration>

export const Login = z
  .strictObject({ email: Email, password: z.string().min(1).max(200), ...cartChoice })
  .meta({ id: 'Login' })
export type Login = z.output<typeof Login>

export const SignedIn = z
  .object({
    customer: StoreCustomer,
    token: z.string().meta({ description: 'To be sent as `X-Customer-Token`. Shown only now' }),
    expires_at: z.string().meta({ description: 'Moved on by use' }),
    cart_id: z.uuid().nullable().meta({ description: 'The cart to go on with, if one was given' }),
  })
  .meta({ id: 'SignedIn' })
export type SignedIn = z.output<typeof SignedIn>

export const ProfilePatch = z.strictObject(profile).partial().meta({ id: 'ProfilePatch' })
export type ProfilePatch = z.output<typeof ProfilePatch>

export const PasswordChange = z
  .strictObject({ current_password: z.string().min(1).max(200), password: Password })
  .meta({ id: 'PasswordChange' })
export const PasswordRequest = z.strictObject({ email: Email }).meta({ id: 'PasswordRequest' })
export const PasswordReset = z
  .strictObject({ token: Token, password: Password })
  .meta({ id: 'PasswordReset' })
export const Verification = z.strictObject({ token: Token }).meta({ id: 'Verification' })
export const Accepted = z.object({ accepted: z.literal(true) })
export const Done = z.object({ done: z.literal(true) })

export const Session = z
  .object({
    id: z.uuid(),
    current: z.boolean(),
    created_at: z.string(),
    last_used_at: z.string().meta({ description: 'To the day' }),
    expires_at: z.string(),
  })
  .meta({ id: 'CustomerSession' })
export type Session = z.output<typeof Session>
export const SessionPage = pageOf(Session).meta({ id: 'CustomerSessionPage' })
export const SessionId = z.object({ customer_session_id: z.uuid() })
export const MarketChoice = z.strictObject({ market: MarketCode.optional() })
