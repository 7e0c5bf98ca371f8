import { defineRoute } from '../route.ts'
import {
  Secret,
  SecretDeleted,
  SecretFilter,
  SecretGuess,
  SecretInput,
  SecretMatch,
  SecretName,
  SecretPage,
} from './schema.ts'
import { deleteSecret, listSecrets, putSecret, verifySecret } from './service.ts'

export const secretRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/secrets',
    summary: 'List the secrets of integrations, by name',
    description:
      'Their names, how they end, and when and by whom they were stored. No answer ever holds a secret.',
    permission: 'secrets:read',
    query: SecretFilter,
    response: SecretPage,
    handler: (ctx, { query }) => listSecrets(ctx, query),
  }),
  defineRoute({
    method: 'put',
    path: '/admin/v1/secrets/{secret_name}',
    summary: 'Store a secret, or put another in its place',
    permission: 'secrets:write',
    params: SecretName,
    body: SecretInput,
    secret: true,
    response: Secret,
    handler: (ctx, { params, body }) => putSecret(ctx, params.secret_name, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/secrets/{secret_name}',
    summary: 'Delete a secret',
    permission: 'secrets:write',
    params: SecretName,
    response: SecretDeleted,
    handler: (ctx, { params }) => deleteSecret(ctx, params.secret_name),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/secrets/{secret_name}/verify',
    summary: 'Find out whether a value is the one that is stored',
    permission: 'secrets:write',
    params: SecretName,
    body: SecretGuess,
    secret: true,
    response: SecretMatch,
    handler: (ctx, { params, body }) => verifySecret(ctx, params.secret_name, body.value),
  }),
]
