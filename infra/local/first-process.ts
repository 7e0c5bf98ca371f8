// The messages by which several processes count together for the rate limits.
import cluster from 'node:cluster'
import type { Channel } from '../../control-plane/rate-limits/index.ts'
import { openOffice } from '../../control-plane/rate-limits/primary.ts'

/** In the first process: answers each of the others, from now on. */
export function answerChildren(): void {
  const office = openOffice()
  cluster.on('message', (child, message) => {
    const answer = office.hear(child.id, message)
    // One that is gone needs none.
    if (answer !== undefined) child.send(answer, () => {})
  })
  cluster.on('exit', (child) => office.forget(child.id))
}

/** In one of the others. */
export const channelToFirst = (): Channel => ({
  // Without the first process this one ends, too.
  send: (message) => void process.send?.(message, undefined, undefined, () => {}),
  listen: (listener) => {
    process.on('message', listener)
    return () => void process.off('message', listener)
  },
})
