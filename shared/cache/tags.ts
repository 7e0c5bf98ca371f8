// What this process knows of the tags' versions.
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { atMost } from '../at-most.ts'

/** Shared by all entries that depend on it, so that one assignment invalidates them all. */
export type Tag = {
  readonly name: string
  /** The latest that was heard or read, UNKNOWN before; NaN, which equals nothing, once it is no longer kept up to date. */
  version: number
  /** Whether it was read: from then on all changes are heard. What was only heard may have changed again since. */
  isRead: boolean
}

const UNKNOWN = -1
/** The tag of everything that a tenant has. */
export const ALL = '*'

const MAX_TAGS = 100_000

export type TagRegister = {
  of: (tenantId: string, names: readonly string[]) => readonly Tag[]
  /** Takes in what `app.touch_cache_tags` told of a commit, as far as its tags are known here. */
  hear: (change: string) => void
  /** The same for a commit of this process, all of whose tags are known from now on: it will hear of them once more. */
  committed: (change: string) => void
  /** Forgets all tags: entries that depend on them are no longer current. */
  forgetAll: () => void
}

const Change = z.object({ tenant: z.uuid(), versions: z.record(z.string(), z.number()) })

export function trackTags(): TagRegister {
  const tags = new LRUCache<string, Tag>({
    ...atMost(MAX_TAGS),
    dispose: (tag) => {
      tag.version = Number.NaN
    },
  })

  const tagOf = (tenantId: string, name: string): Tag => {
    const id = `${tenantId} ${name}`
    const known = tags.get(id)
    if (known !== undefined) return known
    const tag = { name, version: UNKNOWN, isRead: false }
    tags.set(id, tag)
    return tag
  }

  const takeIn = (text: string, find: (tenantId: string, name: string) => Tag | undefined): void => {
    const change = readChange(text)
    if (change === undefined) {
      // A message that is none of ours may mean anything.
      tags.clear()
      return
    }
    for (const [name, version] of Object.entries(change.versions)) {
      const tag = find(change.tenant, name)
      if (tag !== undefined) advance(tag, version)
    }
  }

  return {
    of: (tenantId, names) => [ALL, ...names].map((name) => tagOf(tenantId, name)),
    hear: (change) => takeIn(change, (tenantId, name) => tags.peek(`${tenantId} ${name}`)),
    committed: (change) => takeIn(change, tagOf),
    forgetAll: () => tags.clear(),
  }
}

function readChange(text: string): z.output<typeof Change> | undefined {
  try {
    return Change.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** A process's own changes are known before it hears of older ones of others: a version never goes back. */
export function advance(tag: Tag, version: number): void {
  if (version > tag.version) tag.version = version
}

export const versionsOf = (tags: readonly Tag[]): number[] => tags.map((tag) => tag.version)

export function areCurrent(tags: readonly Tag[], versions: readonly number[]): boolean {
  for (let i = 0; i < tags.length; i += 1) if (tags[i]?.version !== versions[i]) return false
  return true
}
