// What keeps the files of stores.

export type ByteRange = { start: number; end: number }

/** Keys are `{tenant}/{file}`: whoever names the tenant cannot reach another's files. */
export type FileStore = {
  /** Stores the file at `path` under a key. It is there as a whole or, when this fails, not at all. */
  put: (key: string, file: { path: string; type: string; sha256: string }) => Promise<void>
  /** The bytes from `start` to `end`, both included; undefined when there is no such file. */
  open: (key: string, range: ByteRange) => Promise<ReadableStream<Uint8Array> | undefined>
  /** Does nothing when there is no such file. */
  remove: (key: string) => Promise<void>
}
