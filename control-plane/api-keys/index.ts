export { ApiKey, ApiKeyId, ApiKeyInput, ApiKeys, NewApiKey } from './schema.ts'
export { createApiKey, listApiKeys, revokeApiKey } from './service.ts'
