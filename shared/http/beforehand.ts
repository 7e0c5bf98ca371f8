/**
 * Thrown by a handler that finds out in its transaction that something outside has to be done before. The transaction is undone,
 * `first` runs with none open, and then the handler runs once more. So who needs nothing outside does not pay for asking.
 */
export class Beforehand extends Error {
  // biome-ignore lint/suspicious/noExplicitAny: the context of the route that throws it
  readonly first: (ctx: any) => Promise<void>

  // biome-ignore lint/suspicious/noExplicitAny: the same
  constructor(first: (ctx: any) => Promise<void>) {
    super('Something outside has to be done first.')
    this.name = 'Beforehand'
    this.first = first
  }
}
