// The secrets of an installation on one machine: made on the first start, kept beside its data.
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Secrets = { tokenSecret: string; adminToken: string; appPassword: string }

/** Reads `secrets.json` in `dataDir`, making both if they are not there. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json')
  await mkdir(dataDir, { recursive: true })
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
  }
  const secret = () => randomBytes(32).toString('base64url')
  const secrets: Secrets = { tokenSecret: secret(), adminToken: secret(), appPassword: secret() }
  const draft = `${file}.${process.pid}`
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
