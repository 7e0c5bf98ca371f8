import { z } from 'zod'
import { STAFF_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { SessionTokens } from '../session-tokens.ts'
import { inOrder, isReservedName, ROLES } from './rules/roles.ts'

const Permission = z.enum(STAFF_PERMISSIONS)
const Permissions = z
  .array(Permission)
  .max(STAFF_PERMISSIONS.length)
  .transform(inOrder)
  .meta({ description: 'GET /platform/v1/permissions says what each opens' })

const Group = z.object({
  group: z.string(),
  title: z.string(),
  permissions: z.array(z.object({ permission: Permission, description: z.string() })),
})
export const PermissionGroups = z.object({ data: z.array(Group) }).meta({ id: 'PermissionGroups' })

const RoleName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((name) => !isReservedName(name), 'is the name of a role that every store has')
export const RoleInput = z
  .strictObject({
    name: RoleName,
    description: z.string().trim().max(1_000).default(''),
    permissions: Permissions,
  })
  .meta({ id: 'RoleInput' })
export type RoleInput = z.output<typeof RoleInput>
export const RolePatch = z
  .strictObject({
    name: RoleName,
    description: z.string().trim().max(1_000),
    permissions: Permissions,
  })
  .partial()
  .meta({ id: 'RolePatch' })
export type RolePatch = z.output<typeof RolePatch>
export const CustomRole = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    permissions: z.array(Permission),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Role' })
export type CustomRole = z.output<typeof CustomRole>
const BuiltInRole = z.object({
  role: z.enum(ROLES),
  description: z.string(),
  permissions: z.array(Permission),
})
export const RolePage = pageOf(CustomRole)
  .extend({ built_in: z.array(BuiltInRole).meta({ description: 'What every store has, on each page' }) })
  .meta({ id: 'RolePage' })

const grantFields = {
  role: z.enum(ROLES),
  role_id: z.uuid().optional().meta({ description: "The store's own role: with `custom`, and only then" }),
  permissions: Permissions.optional().meta({ description: 'Of `staff`, and only then; without it, none' }),
}
type Grant = { role: string; role_id?: string | undefined; permissions?: unknown }

/** Says what is wrong between the fields of a grant. */
function checkGrant({ value, issues }: { value: Grant; issues: z.core.$ZodRawIssue[] }): void {
  const fault = (path: string, message: string) =>
    issues.push({ code: 'custom', path: [path], message, input: value })
  if (value.role === 'custom' && value.role_id === undefined) fault('role_id', 'is required')
  if (value.role !== 'custom' && value.role_id !== undefined) fault('role_id', 'goes with the role `custom`')
  if (value.role !== 'staff' && value.permissions !== undefined)
    fault('permissions', 'goes with the role `staff`')
}

const EXAMPLE_ROLE = { role: 'custom', role_id: '0198aaaa-0000-7000-8000-000000000000' }
export const MemberPatch = z
  .strictObject(grantFields)
  .check(checkGrant)
  .meta({ id: 'MemberPatch', example: EXAMPLE_ROLE })
export type MemberPatch = z.output<typeof MemberPatch>
export const InvitationInput = z
  .strictObject({ email: z.email().max(254).toLowerCase(), ...grantFields })
  .check(checkGrant)
  .meta({ id: 'InvitationInput', example: { email: 'colleague@example.com', ...EXAMPLE_ROLE } })
export type InvitationInput = z.output<typeof InvitationInput>

const holdingFields = {
  role: z.enum(ROLES),
  role_id: z.uuid().nullable(),
  role_name: z.string().nullable().meta({ description: "Of the store's own role" }),
  permissions: z.array(Permission).meta({ description: 'In effect, by whatever role' }),
}
/** What somebody is at a store. */
export const Membership = z.object(holdingFields).meta({ id: 'Membership' })
export type Membership = z.output<typeof Membership>
export const Member = z
  .object({
    account_id: z.uuid(),
    email: z.string(),
    name: z.string().nullable(),
    ...holdingFields,
    since: z.string(),
  })
  .meta({ id: 'Member' })
export type Member = z.output<typeof Member>
export const MemberPage = pageOf(Member).meta({ id: 'MemberPage' })

export const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    ...holdingFields,
    invited_by: z.uuid().meta({ description: 'Account of the member who sent it last' }),
    created_at: z.string(),
    expires_at: z.string(),
    expired: z.boolean().meta({ description: 'It can be sent again' }),
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.output<typeof Invitation>
export const InvitationPage = pageOf(Invitation).meta({ id: 'InvitationPage' })

const Token = z.string().min(1).max(200).meta({ description: 'Of the link that was mailed' })
export const InvitationToken = z.strictObject({ token: Token }).meta({ id: 'InvitationToken' })
export const InvitationPreview = z
  .object({
    store_name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    role_name: z.string().nullable(),
    expires_at: z.string(),
    has_account: z.boolean().meta({ description: 'Whether to sign in with this address, or to sign up' }),
  })
  .meta({ id: 'InvitationPreview' })
export type InvitationPreview = z.output<typeof InvitationPreview>
export const NewMember = z
  .strictObject({
    token: Token,
    password: z.string().min(10).max(200).meta({ example: 'a long passphrase' }),
    name: z.string().trim().min(1).max(255).optional(),
  })
  .meta({ id: 'NewMember' })
export type NewMember = z.output<typeof NewMember>

export const Joined = z
  .object({ tenant: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }), ...holdingFields })
  .meta({ id: 'Joined' })
export type Joined = z.output<typeof Joined>
export const JoinedAsNew = Joined.extend({
  user: z.object({ id: z.uuid(), email: z.string() }),
  ...SessionTokens.shape,
}).meta({ id: 'JoinedAsNew' })
export type JoinedAsNew = z.output<typeof JoinedAsNew>

export const Done = z.object({ done: z.literal(true) })
export const Filter = z.strictObject(Paging)
export type Filter = z.output<typeof Filter>
export const TenantId = z.object({ tenant_id: z.uuid() })
export const RoleId = z.object({ tenant_id: z.uuid(), role_id: z.uuid() })
export const MemberId = z.object({ tenant_id: z.uuid(), account_id: z.uuid() })
export const InvitationId = z.object({ tenant_id: z.uuid(), invitation_id: z.uuid() })
