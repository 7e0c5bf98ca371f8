import { defineRoute } from '../route.ts'
import {
  ApiKey,
  ApiKeyFilter,
  ApiKeyId,
  ApiKeyInput,
  ApiKeyPage,
  ApiKeyPatch,
  ApiKeyRequestFilter,
  ApiKeyRequestPage,
  KeysOf,
  NewApiKey,
  RotationInput,
} from './schema.ts'
import {
  createApiKey,
  getApiKey,
  listApiKeyRequests,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from './service.ts'

export const apiKeyRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/api-keys',
    summary: "List a store's API keys, newest first",
    permission: 'api_keys:read',
    params: KeysOf,
    query: ApiKeyFilter,
    response: ApiKeyPage,
    handler: (ctx, { params, query }) => listApiKeys(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/tenants/{tenant_id}/api-keys',
    summary: 'Create an API key',
    description:
      'The key is shown once; only its hash is stored. It may do no more than you. Keys end with a checksum, and ' +
      'scanners of leaked secrets find them by `\\bsp_(?:sk|pk)_[0-9A-Za-z]{49}\\b`: the last six characters are the ' +
      'CRC-32 of those before, in base 62 (digits, capitals, small letters). The APIs of stores answer a key that has ended by ' +
      '401 `key_expired`, and one that is used from elsewhere by 403 `ip_not_allowed`.',
    permission: 'api_keys:write',
    params: KeysOf,
    body: ApiKeyInput,
    status: 201,
    response: NewApiKey,
    errors: ['permission_escalation'],
    handler: (ctx, { params, body }) => createApiKey(ctx, params.tenant_id, body),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}',
    summary: 'Read an API key',
    permission: 'api_keys:read',
    params: ApiKeyId,
    response: ApiKey,
    handler: (ctx, { params }) => getApiKey(ctx, params.tenant_id, params.api_key_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}',
    summary: 'Change an API key',
    description:
      'Takes effect on every gateway within a second. You may not add scopes that you lack yourself.',
    permission: 'api_keys:write',
    params: ApiKeyId,
    body: ApiKeyPatch,
    response: ApiKey,
    errors: ['permission_escalation', 'api_key_not_active'],
    handler: (ctx, { params, body }) => updateApiKey(ctx, params.tenant_id, params.api_key_id, body),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}/rotate',
    summary: 'Replace an API key',
    description:
      'Gives a new key with the same settings, shown once. The old one works until the grace period is over.',
    permission: 'api_keys:write',
    params: ApiKeyId,
    body: RotationInput,
    status: 201,
    response: NewApiKey,
    errors: ['permission_escalation', 'api_key_not_active'],
    handler: (ctx, { params, body }) => rotateApiKey(ctx, params.tenant_id, params.api_key_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}',
    summary: 'Revoke an API key',
    description: 'For good, and on every gateway within a second.',
    permission: 'api_keys:write',
    params: ApiKeyId,
    response: ApiKey,
    handler: (ctx, { params }) => revokeApiKey(ctx, params.tenant_id, params.api_key_id),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}/requests',
    summary: 'List what a secret key asked in the last seven days, newest first',
    description:
      'A request is listed some seconds after it was answered. Each gateway keeps sixty a minute of one key; further ' +
      'ones are counted as `dropped`. Queries are not kept, and publishable keys have no list.',
    permission: 'api_keys:read',
    params: ApiKeyId,
    query: ApiKeyRequestFilter,
    response: ApiKeyRequestPage,
    handler: (ctx, { params, query }) => listApiKeyRequests(ctx, params.tenant_id, params.api_key_id, query),
  }),
]
