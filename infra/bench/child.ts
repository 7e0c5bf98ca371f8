// Processes of the bench's own, which answer calls of the one that started them.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { NODE_FLAGS } from '../e2e/processes.ts'

type Reply = { value: unknown } | { error: string }

export type Child = {
  readonly pid: number
  /** Throws what the child threw, or when it ends before it answers. */
  call: <T>(request: unknown) => Promise<T>
  stop: () => Promise<void>
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a script beside this one, which must call `answerParent`. */
export function startChild(script: string): Child {
  const child = fork(new URL(script, import.meta.url), {
    serialization: 'advanced',
    execArgv: [...NODE_FLAGS],
  })
  running.add(child)
  const exit = once(child, 'exit').then(() => running.delete(child))
  let pending = Promise.withResolvers<unknown>()
  pending.promise.catch(() => {})
  child.on('message', (reply: Reply) => {
    if ('error' in reply) pending.reject(new Error(`${script}: ${reply.error}`))
    else pending.resolve(reply.value)
  })
  child.once('exit', () => pending.reject(new Error(`${script} ended too early.`)))
  return {
    pid: child.pid as number,
    call: async <T>(request: unknown) => {
      pending = Promise.withResolvers<unknown>()
      child.send(request as object)
      return (await pending.promise) as T
    },
    stop: async () => {
      child.kill()
      await exit
    },
  }
}

/** Answers each call of the parent, one at a time, and ends with it. */
export function answerParent(handle: (request: never) => Promise<unknown>): void {
  process.on('disconnect', () => process.exit())
  process.on('message', (request) => {
    handle(request as never).then(
      (value) => process.send?.({ value }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    )
  })
}
