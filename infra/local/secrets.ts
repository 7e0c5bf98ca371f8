// The secrets of an installation on one machine: made on the first start, kept beside its data.
import { hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Secrets = {
  tokenSecret: string
  adminToken: string
  appPassword: string
  /** As VAULT_KEYS is written. Put a new key first and start again: all is sealed anew before the platform listens. */
  vaultKeys: string
}

/** Reads `secrets.json` in `dataDir`, making both if they are not there. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json')
  await mkdir(dataDir, { recursive: true })
  try {
    return await withVaultKey(file, JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
  }
  const secret = () => randomBytes(32).toString('base64url')
  const secrets: Secrets = {
    tokenSecret: secret(),
    adminToken: secret(),
    appPassword: secret(),
    vaultKeys: `local:${secret()}`,
  }
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(secrets, undefined, 2), { mode: 0o600 })
  try {
    await link(draft, file)
  } catch (error) {
    // Another process was quicker; then there must not be a second set.
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
  return JSON.parse(await readFile(file, 'utf8'))
}

/** A file of an earlier version has no key for the vault. Two processes that add one at once must add the same. */
async function withVaultKey(
  file: string,
  secrets: Omit<Secrets, 'vaultKeys'> & Partial<Secrets>,
): Promise<Secrets> {
  const { vaultKeys } = secrets
  if (vaultKeys !== undefined) return { ...secrets, vaultKeys }
  const key = Buffer.from(hkdfSync('sha256', secrets.tokenSecret, '', 'storeplane vault', 32))
  const whole = { ...secrets, vaultKeys: `local:${key.toString('base64url')}` }
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(whole, undefined, 2), { mode: 0o600 })
  await rename(draft, file)
  return whole
}
