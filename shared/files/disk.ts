import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { FileStore } from './files.ts'

/** Keeps files below the folder `dir`. */
export function diskFiles(dir: string): FileStore {
  const pathOf = (key: string) => join(dir, key)
  return {
    put: async (key, { path }) => {
      const target = pathOf(key)
      const part = `${target}.part`
      await mkdir(dirname(target), { recursive: true })
      try {
        await copyFile(path, part)
        const written = await open(part, 'r+')
        await written.sync().finally(() => written.close())
        await rename(part, target)
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
    open: async (key, range) => {
      try {
        const file = await open(pathOf(key))
        return Readable.toWeb(file.createReadStream(range)) as ReadableStream<Uint8Array>
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return undefined
        throw error
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  }
}
