// Answers that are often there at once. To wait for what is there costs more than all the rest of a hit in memory.

/** A value, or the promise of one. */
export type Soon<T> = T | Promise<T>

/** Goes on with a value: at once when it is there. */
export const after = <T, R>(value: Soon<T>, next: (value: T) => Soon<R>): Soon<R> =>
  value instanceof Promise ? value.then(next) : next(value)

/** Runs `work`; what it throws, at once or later, goes to `recover`. */
export function recovering<T>(work: () => Soon<T>, recover: (error: unknown) => T): Soon<T> {
  try {
    const result = work()
    return result instanceof Promise ? result.catch(recover) : result
  } catch (error) {
    return recover(error)
  }
}
