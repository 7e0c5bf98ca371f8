// Where tests keep what nobody needs after them: in memory where there is room, for a database is over a thousand files.
import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
/** What all tests together may take. */
const ROOM_BYTES = 6 * 1024 ** 3

/** Makes a folder with a name of its own that every account may enter, as root's Postgres runs as another one. */
export function makeScratch(name: string): string {
  const folder = mkdtempSync(join(hasRoom() ? MEMORY : tmpdir(), `storeplane-${name}-`))
  chmodSync(folder, 0o755)
  return folder
}

function hasRoom(): boolean {
  // Not all systems have such a place.
  if (!existsSync(MEMORY)) return false
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize >= ROOM_BYTES
}
