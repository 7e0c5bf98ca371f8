import { defineRoute } from '../route.ts'
import { listIdentities, unlinkIdentity } from './identities.ts'
import {
  CompleteInput,
  Identities,
  IdentityId,
  LinkedIdentity,
  LinkInput,
  SocialLogin,
  SocialLoginInput,
  SocialProviders,
  SocialSession,
} from './schema.ts'
import { completeLink, completeLogin, listProviders, startLink, startLogin } from './service.ts'

const HOW =
  'Keep `login_token` and send the browser to `authorization_url`. The provider sends it back to `/login/{provider}` of this ' +
  'site with `code` and `state`, and perhaps `iss`, in the query; complete with these.'

export const socialLoginRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/social-logins',
    summary: 'List by whom people can sign in here',
    permission: 'public',
    response: SocialProviders,
    handler: listProviders,
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/social-logins',
    summary: 'Begin to sign in by an account elsewhere',
    description: HOW,
    permission: 'public',
    secret: true,
    body: SocialLoginInput,
    status: 201,
    response: SocialLogin,
    errors: ['not_found', 'unavailable'],
    handler: (ctx, { body }) => startLogin(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/social-logins/complete',
    summary: 'Sign in by an account elsewhere',
    description:
      'Signs in to the account that is linked, else to the one with the same proven e-mail address, else to a new one. After ' +
      '`two_factor_required` send the same again with a code. An address that Facebook gives counts as unproven.',
    permission: 'public',
    secret: true,
    body: CompleteInput,
    status: 201,
    response: SocialSession,
    errors: [
      'social_login_refused',
      'two_factor_required',
      'invalid_credentials',
      'too_many_attempts',
      'email_missing',
      'unavailable',
    ],
    handler: (ctx, { body }) => completeLogin(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/account/identities',
    summary: 'List the accounts elsewhere by which you sign in',
    permission: 'account',
    response: Identities,
    handler: listIdentities,
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/account/identities',
    summary: 'Begin to link an account elsewhere to yours',
    description: HOW,
    permission: 'account',
    secret: true,
    audit: { apart: true },
    body: SocialLoginInput,
    status: 201,
    response: SocialLogin,
    errors: ['not_found', 'unavailable'],
    handler: (ctx, { body }) => startLink(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/account/identities/complete',
    summary: 'Link an account elsewhere to yours',
    permission: 'account',
    secret: true,
    audit: { apart: true },
    body: LinkInput,
    status: 201,
    response: LinkedIdentity,
    errors: ['social_login_refused', 'email_unverified', 'identity_taken'],
    handler: (ctx, { body }) => completeLink(ctx, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/platform/v1/account/identities/{identity_id}',
    summary: 'Unlink an account elsewhere',
    permission: 'account',
    params: IdentityId,
    response: LinkedIdentity,
    errors: ['last_sign_in_method'],
    handler: (ctx, { params }) => unlinkIdentity(ctx, params.identity_id),
  }),
]
