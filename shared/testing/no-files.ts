import type { FileStore } from '../files/files.ts'

const none = async (): Promise<never> => {
  throw new Error('This test keeps no files.')
}

/** For a shard whose tenants have no files. */
export const NO_FILES: FileStore = { put: none, open: none, remove: none }
