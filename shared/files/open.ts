import { diskFiles } from './disk.ts'
import type { FileStore } from './files.ts'
import { type S3Settings, s3Files } from './s3.ts'

export type FilesConfig = { dir: string; s3?: S3Settings | undefined }

/** Files are kept in a bucket when one is named, else in the folder `dir` of this machine. */
export const openFiles = ({ dir, s3 }: FilesConfig): FileStore =>
  s3 === undefined ? diskFiles(dir) : s3Files(s3)
