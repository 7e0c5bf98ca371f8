import { openVault } from '../vault/vault.ts'

export const VAULT_KEYS = [{ id: 'test', key: Buffer.alloc(32, 'vault') }]
export const VAULT = openVault(VAULT_KEYS)
