import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { PERMISSION_GROUPS } from './rules/permissions.ts'
import * as schema from './schema.ts'
import * as invitations from './service/invitations.ts'
import * as members from './service/members.ts'
import * as roles from './service/roles.ts'

const STORE = '/platform/v1/tenants/{tenant_id}'
const Deleted = z.object({ id: z.uuid(), deleted: z.literal(true) })

const roleRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/permissions',
    summary: 'List every permission that a member can have, with what it opens',
    permission: 'public',
    response: schema.PermissionGroups,
    handler: async () => ({ data: PERMISSION_GROUPS }),
  }),
  defineRoute({
    method: 'get',
    path: `${STORE}/roles`,
    summary: "List a store's roles",
    permission: 'members:read',
    params: schema.TenantId,
    query: schema.Filter,
    response: schema.RolePage,
    handler: (ctx, { params, query }) => roles.listRoles(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'post',
    path: `${STORE}/roles`,
    summary: 'Make a role of permissions that you have yourself',
    permission: 'members:write',
    params: schema.TenantId,
    body: schema.RoleInput,
    status: 201,
    response: schema.CustomRole,
    errors: ['permission_escalation', 'role_name_taken', 'too_many_roles'],
    handler: (ctx, { params, body }) => roles.createRole(ctx, params.tenant_id, body),
  }),
  defineRoute({
    method: 'get',
    path: `${STORE}/roles/{role_id}`,
    summary: 'Read a role',
    permission: 'members:read',
    params: schema.RoleId,
    response: schema.CustomRole,
    handler: (ctx, { params }) => roles.getRole(ctx, params.tenant_id, params.role_id),
  }),
  defineRoute({
    method: 'patch',
    path: `${STORE}/roles/{role_id}`,
    summary: 'Change a role, for all who have it',
    permission: 'members:write',
    params: schema.RoleId,
    body: schema.RolePatch,
    response: schema.CustomRole,
    errors: ['permission_escalation', 'role_name_taken'],
    handler: (ctx, { params, body }) => roles.updateRole(ctx, params.tenant_id, params.role_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: `${STORE}/roles/{role_id}`,
    summary: 'Delete a role that nobody has',
    permission: 'members:write',
    params: schema.RoleId,
    response: Deleted,
    errors: ['permission_escalation', 'role_in_use'],
    handler: (ctx, { params }) => roles.deleteRole(ctx, params.tenant_id, params.role_id),
  }),
]

const ownRoutes = [
  defineRoute({
    method: 'get',
    path: `${STORE}/members`,
    summary: "List a store's members",
    permission: 'members:read',
    params: schema.TenantId,
    query: schema.Filter,
    response: schema.MemberPage,
    handler: (ctx, { params, query }) => members.listMembers(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'get',
    path: `${STORE}/members/{account_id}`,
    summary: 'Read a member',
    permission: 'members:read',
    params: schema.MemberId,
    response: schema.Member,
    handler: (ctx, { params }) => members.getMember(ctx, params.tenant_id, params.account_id),
  }),
  defineRoute({
    method: 'patch',
    path: `${STORE}/members/{account_id}`,
    summary: 'Give a member another role or other permissions',
    description:
      'Both are replaced: staff whose permissions are not named have none. Nobody gives or takes what they do not have ' +
      'themselves, and only owners make or unmake owners. To hand a store over, make somebody an owner, then take another ' +
      'role yourself. It takes effect within a second, also for those who are signed in.',
    permission: 'members:write',
    params: schema.MemberId,
    body: schema.MemberPatch,
    response: schema.Member,
    errors: ['permission_escalation', 'last_owner'],
    handler: (ctx, { params, body }) => members.changeMember(ctx, params.tenant_id, params.account_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: `${STORE}/members/{account_id}`,
    summary: 'Remove a member',
    permission: 'members:write',
    params: schema.MemberId,
    response: z.object({ account_id: z.uuid(), removed: z.literal(true) }),
    errors: ['permission_escalation', 'last_owner'],
    handler: (ctx, { params }) => members.removeMember(ctx, params.tenant_id, params.account_id),
  }),
  defineRoute({
    method: 'post',
    path: `${STORE}/leave`,
    summary: 'Leave a store',
    permission: 'account',
    params: schema.TenantId,
    response: schema.Done,
    errors: ['last_owner'],
    handler: (ctx, { params }) => members.leave(ctx, params.tenant_id),
  }),
]

const invitationRoutes = [
  defineRoute({
    method: 'get',
    path: `${STORE}/invitations`,
    summary: 'List invitations that were not accepted',
    permission: 'members:read',
    params: schema.TenantId,
    query: schema.Filter,
    response: schema.InvitationPage,
    handler: (ctx, { params, query }) => invitations.listInvitations(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'post',
    path: `${STORE}/invitations`,
    summary: 'Mail somebody a link by which they become a member',
    description:
      'The link is good once, for seven days, and no longer than whoever sent it may grant the same. The answer does not ' +
      'tell whether the address has an account.',
    permission: 'members:write',
    params: schema.TenantId,
    body: schema.InvitationInput,
    status: 201,
    response: schema.Invitation,
    errors: ['permission_escalation', 'already_member', 'already_invited', 'member_limit_reached'],
    handler: (ctx, { params, body }) => invitations.invite(ctx, params.tenant_id, body),
  }),
  defineRoute({
    method: 'post',
    path: `${STORE}/invitations/{invitation_id}/resend`,
    summary: 'Mail another link in place of the one before',
    permission: 'members:write',
    params: schema.InvitationId,
    response: schema.Invitation,
    errors: ['permission_escalation', 'member_limit_reached'],
    handler: (ctx, { params }) => invitations.resendInvitation(ctx, params.tenant_id, params.invitation_id),
  }),
  defineRoute({
    method: 'delete',
    path: `${STORE}/invitations/{invitation_id}`,
    summary: 'Withdraw an invitation',
    permission: 'members:write',
    params: schema.InvitationId,
    response: Deleted,
    errors: ['permission_escalation'],
    handler: (ctx, { params }) => invitations.revokeInvitation(ctx, params.tenant_id, params.invitation_id),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/invitations/preview',
    summary: 'See what an invitation is for',
    permission: 'public',
    body: schema.InvitationToken,
    response: schema.InvitationPreview,
    errors: ['link_expired', 'tenant_cancelled'],
    handler: (ctx, { body }) => invitations.previewInvitation(ctx, body.token),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/invitations/accept',
    summary: 'Accept an invitation to the verified address of your account',
    permission: 'account',
    body: schema.InvitationToken,
    response: schema.Joined,
    errors: [
      'link_expired',
      'tenant_cancelled',
      'invitation_not_yours',
      'email_not_verified',
      'already_member',
      'member_limit_reached',
    ],
    handler: (ctx, { body }) => invitations.acceptInvitation(ctx, body.token),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/invitations/accept-as-new',
    summary: 'Accept an invitation and open an account for its address',
    permission: 'public',
    body: schema.NewMember,
    status: 201,
    response: schema.JoinedAsNew,
    errors: ['link_expired', 'tenant_cancelled', 'sign_in_to_accept', 'member_limit_reached'],
    handler: (ctx, { body }) => invitations.acceptAsNew(ctx, body),
  }),
]

export const memberRoutes = [...roleRoutes, ...ownRoutes, ...invitationRoutes]
