import { defineRoute } from '../../route.ts'
import { AccountId, Admin, AdminInput, AdminRemoved, Admins } from '../schema.ts'
import { addAdmin, listAdmins, removeAdmin } from '../service/admins.ts'

export const adminRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/admins',
    summary: "List the installation's administrators",
    permission: 'platform:admin',
    response: Admins,
    handler: (ctx) => listAdmins(ctx),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/admins',
    summary: 'Make an account an administrator',
    description:
      'The account must have confirmed its e-mail address. The first one is made by `npm run create-admin`.',
    permission: 'platform:admin',
    body: AdminInput,
    status: 201,
    response: Admin,
    handler: (ctx, { body }) => addAdmin(ctx, body.email),
  }),
  defineRoute({
    method: 'delete',
    path: '/platform/v1/admins/{account_id}',
    summary: 'Make an administrator an ordinary account',
    permission: 'platform:admin',
    params: AccountId,
    response: AdminRemoved,
    errors: ['last_admin'],
    handler: (ctx, { params }) => removeAdmin(ctx, params.account_id),
  }),
]
