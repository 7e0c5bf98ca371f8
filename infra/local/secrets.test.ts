import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { VaultKeys } from '../../shared/vault/keys.ts'
import { loadSecrets } from './secrets.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'storeplane-secrets-'))
})
afterEach(() => rm(dir, { recursive: true }))

test('secrets are made once, also by several at once, and only their owner reads them', async () => {
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => loadSecrets(dir)))
  for (const other of [...others, await loadSecrets(dir)]) expect(other).toEqual(first)
  expect(VaultKeys.parse(first!.vaultKeys)).toHaveLength(1)
  expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).toBe(0o600)
})

test('a file without a key for the vault gets one that stays, also by several at once', async () => {
  const file = join(dir, 'secrets.json')
  const before = { tokenSecret: 'x'.repeat(43), adminToken: 'admin', appPassword: 'app' }
  await writeFile(file, JSON.stringify(before))
  const [first, second] = await Promise.all([loadSecrets(dir), loadSecrets(dir)])
  expect(first).toEqual({ ...before, vaultKeys: expect.stringMatching(/^local:/) })
  expect(second).toEqual(first)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(first)
  await writeFile(file, JSON.stringify({ ...first, tokenSecret: 'another' }))
  expect((await loadSecrets(dir)).vaultKeys).toBe(first!.vaultKeys)
})
