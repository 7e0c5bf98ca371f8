// The console's build: a folder for each state of its sources, so that a running installation keeps the files of its own, and
// two builds at once don't disturb each other.
import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip, constants as zlib } from 'node:zlib'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SOURCES = join(ROOT, 'control-plane/console')
const BUILDS = join(SOURCES, 'dist')
/** Names the folder that is served. */
const CURRENT = join(BUILDS, 'current')
const KEPT_MS = 24 * 3_600_000
const NO_SOURCE = /(^|[\\/])(dist|generated)([\\/]|$)|\.test\.tsx?$/
const COMPRESSED = /\.(js|css|svg|html|json)$/

/** Builds the console in a process of its own if it is not built; says by what failed, if it did. */
export async function ensureConsole(): Promise<Error | undefined> {
  try {
    const folder = join(BUILDS, await stateOfSources())
    if (existsSync(folder)) await writeCurrent(folder)
    else await promisify(execFile)(process.execPath, [join(ROOT, 'infra/build-console.ts')])
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** Gives the folder of the build, which is the one served from now on. */
export async function buildConsole(): Promise<string> {
  const folder = join(BUILDS, await stateOfSources())
  if (!existsSync(folder)) {
    const draft = join(BUILDS, `draft-${randomUUID()}`)
    try {
      await bundle(draft)
      await compress(draft)
      await rename(draft, folder)
    } catch (error) {
      await rm(draft, { recursive: true, force: true })
      // Another process was quicker: its build is the same.
      if (!existsSync(folder)) throw error
    }
  }
  await writeCurrent(folder)
  await removeOld(folder)
  return folder
}

/** Changes with every file that goes into the build. */
async function stateOfSources(): Promise<string> {
  const names = await readdir(SOURCES, { recursive: true, withFileTypes: true })
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !NO_SOURCE.test(relative(SOURCES, file)))
    .sort()
  const hash = createHash('sha256')
  for (const file of [...files, join(ROOT, 'package-lock.json'), fileURLToPath(import.meta.url)])
    hash.update(`${relative(ROOT, file)}\0`).update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

async function bundle(outDir: string): Promise<void> {
  // Whatever it is where the build is started, as in tests: else React's slow and large variant would be built in.
  process.env.NODE_ENV = 'production'
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')])
  await build({
    configFile: false,
    root: SOURCES,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1_000,
    },
  })
}

/** What is sent a thousand times is compressed once, as well as it can be. */
async function compress(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  for (const name of names.filter((name) => COMPRESSED.test(name))) {
    const file = join(folder, name)
    const bytes = await readFile(file)
    const params = { [zlib.BROTLI_PARAM_QUALITY]: 9, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength }
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(bytes, { params }),
      promisify(gzip)(bytes, { level: 9 }),
    ])
    await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)])
  }
}

async function writeCurrent(folder: string): Promise<void> {
  const name = relative(BUILDS, folder)
  await mkdir(BUILDS, { recursive: true })
  if (existsSync(CURRENT) && (await readFile(CURRENT, 'utf8')) === name) return
  const draft = join(BUILDS, `current-${randomUUID()}`)
  await writeFile(draft, name)
  await rename(draft, CURRENT)
}

/** Builds of yesterday; a process that serves one of them has it in memory. */
async function removeOld(kept: string): Promise<void> {
  for (const name of await readdir(BUILDS)) {
    const path = join(BUILDS, name)
    if (path === kept || path === CURRENT) continue
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true })
  }
}
