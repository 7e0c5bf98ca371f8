import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startS3, type TestS3 } from '../testing/s3.ts'
import type { FileStore } from './files.ts'
import { openFiles } from './open.ts'

let dir: string
let s3: TestS3
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'storeplane-test-'))
  s3 = await startS3()
})
afterEach(() => s3.failing.clear())
afterAll(async () => {
  await s3?.stop()
  await rm(dir, { recursive: true, force: true })
})

async function fileOf(content: string) {
  const path = join(dir, 'source')
  await writeFile(path, content)
  return { path, type: 'image/png', sha256: createHash('sha256').update(content).digest('hex') }
}
const ALL = { start: 0, end: 1_000 }
async function readAll(files: FileStore, key: string, range = ALL): Promise<string | undefined> {
  const stream = await files.open(key, range)
  return stream === undefined ? undefined : text(stream)
}

const STORES: [string, () => FileStore][] = [
  ['a folder', () => openFiles({ dir: join(dir, 'files') })],
  ['a bucket', () => openFiles({ dir, s3: s3.settings })],
]
describe.each(STORES)('%s', (_, open) => {
  test('gives back what it was given, or a part of it', async () => {
    const files = open()
    await files.put('tenant/one', await fileOf('the whole file'))
    expect(await readAll(files, 'tenant/one', { start: 0, end: 13 })).toBe('the whole file')
    expect(await readAll(files, 'tenant/one', { start: 4, end: 8 })).toBe('whole')
    expect(await readAll(files, 'another/one')).toBeUndefined()
  })

  test('takes a file in the place of one', async () => {
    const files = open()
    await files.put('tenant/two', await fileOf('first'))
    await files.put('tenant/two', await fileOf('second'))
    expect(await readAll(files, 'tenant/two', { start: 0, end: 5 })).toBe('second')
  })

  test('has nothing left of what was removed, twice as well', async () => {
    const files = open()
    await files.put('tenant/three', await fileOf('content'))
    for (let i = 0; i < 2; i += 1) await files.remove('tenant/three')
    expect(await readAll(files, 'tenant/three')).toBeUndefined()
  })
})

test('a folder keeps nothing of a file that could not be written as a whole', async () => {
  const files = openFiles({ dir: join(dir, 'broken') })
  await mkdir(join(dir, 'broken/tenant/taken'), { recursive: true })
  await expect(files.put('tenant/taken', await fileOf('content'))).rejects.toThrow()
  expect(await readdir(join(dir, 'broken/tenant'))).toEqual(['taken'])
  await expect(files.put('tenant/lost', { ...(await fileOf('')), path: join(dir, 'none') })).rejects.toThrow()
  expect(await readdir(join(dir, 'broken/tenant'))).toEqual(['taken'])
})

test('a bucket is believed only what is signed with its secret, and content of the hash that was signed', async () => {
  const stranger = openFiles({ dir, s3: { ...s3.settings, secretAccessKey: 'another secret' } })
  const file = await fileOf('content')
  await expect(stranger.put('tenant/forged', file)).rejects.toThrow('refused to store a file: 403')
  const files = openFiles({ dir, s3: s3.settings })
  await expect(files.put('tenant/forged', { ...file, sha256: '0'.repeat(64) })).rejects.toThrow('403')
  await expect(stranger.open('tenant/forged', ALL)).rejects.toThrow('refused to give a file: 403')
  await expect(stranger.remove('tenant/forged')).rejects.toThrow('refused to remove a file: 403')
  expect(s3.objects.has('tenant/forged')).toBe(false)
})

test.each([503, 'unanswered'] as const)('a bucket that fails (%s) is a failure', async (failure) => {
  const files = openFiles({ dir, s3: s3.settings })
  for (const method of ['PUT', 'GET', 'DELETE']) s3.failing.set(method, failure)
  await expect(files.put('tenant/failed', await fileOf('content'))).rejects.toThrow()
  await expect(files.open('tenant/failed', ALL)).rejects.toThrow()
  await expect(files.remove('tenant/failed')).rejects.toThrow()
})
