// Statements on the wire: any number of them in one round trip, each prepared once per connection.
// Built on the stock client through the interface that it offers for custom queries, as pg-cursor does.
import pg from 'pg'
import { serialize } from 'pg-protocol'

export type Statement = { readonly text: string; readonly values: readonly unknown[] }
export type Row = Record<string, unknown>
/** What one statement gave: its rows, and the server's word on it (`INSERT 0 1`). */
export type Result = { rows: Row[]; tag: string }

type Column = { name: string; parse: (text: string) => unknown }

// The parts of pg's protocol classes that its types leave out.
type Connection = {
  stream: { write: (bytes: Buffer) => void; destroy: (reason: Error) => void }
  parsedStatements: Record<string, string | undefined>
  sendCopyFail: (reason: string) => void
}
type RowDescription = { fields: { name: string; dataTypeID: number }[] }

/** The server keeps named statements as long as the connection lives, so beyond this many texts they are sent unnamed. */
const MAX_PREPARED = 2_000

/** The server itself ends a statement that takes too long; this is for a server that no longer speaks. */
const ANSWER_TIMEOUT_MS = 20_000

const EXECUTE = serialize.execute()
const SYNC = serialize.sync()

const INT8 = 20
const DATES_AND_TIMES = new Set([1082, 1083, 1114, 1184, 1266])

/** Times stay text, and a bigint becomes a number: all of ours are below 2^53. */
function parserOf(oid: number): Column['parse'] {
  if (oid === INT8) return Number
  if (DATES_AND_TIMES.has(oid)) return (text) => text
  return pg.types.getTypeParser(oid, 'text')
}

/**
 * Sends statements for one database. All take effect or none, unless a transaction block is open around them.
 * An error tells in `statement` which of them failed, counted from 0.
 */
export type Send = (client: pg.ClientBase, statements: readonly Statement[]) => Promise<Result[]>

/** Gives the sender of a pool, which remembers what its statements are called and which columns they give. */
export function createSend(): Send {
  const names = new Map<string, string>()
  const columns = new Map<string, Column[]>()
  // A failed round trip may or may not have prepared its statements: those are closed before they are prepared again.
  const unsure = new WeakMap<Connection, Set<string>>()

  const nameOf = (text: string): string => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MAX_PREPARED) return known ?? ''
    const name = `s${names.size + 1}`
    names.set(text, name)
    return name
  }

  /** Adds the messages of a statement; tells whether the connection did not know it yet. */
  const write = (
    messages: Buffer[],
    connection: Connection,
    name: string,
    { text, values }: Statement,
  ): boolean => {
    const isFresh = name === '' || connection.parsedStatements[name] === undefined
    if (isFresh) {
      if (unsure.get(connection)?.delete(name) === true) messages.push(serialize.close({ type: 'S', name }))
      messages.push(serialize.parse({ name, text }), serialize.describe({ type: 'S', name }))
      if (name !== '') connection.parsedStatements[name] = text
    }
    messages.push(serialize.bind({ statement: name, values: values.map(toText) }), EXECUTE)
    return isFresh
  }

  return (client, statements) =>
    new Promise((resolve, reject) => {
      const called = statements.map((statement) => nameOf(statement.text))
      const { results, handlers, position } = reader(called, columns)
      const fresh: string[] = []
      let failed = false
      let timer: NodeJS.Timeout | undefined
      client.query({
        ...handlers,
        submit: (connection: Connection) => {
          const messages: Buffer[] = []
          for (const [i, statement] of statements.entries()) {
            const name = called[i] ?? ''
            if (write(messages, connection, name, statement)) fresh.push(name)
          }
          // In one piece: each write costs as much as a message does.
          connection.stream.write(Buffer.concat([...messages, SYNC]))
          const giveUp = () => connection.stream.destroy(new Error('The database did not answer in time.'))
          timer = setTimeout(giveUp, ANSWER_TIMEOUT_MS)
        },
        handleError: (error: Error, connection: Connection | undefined) => {
          failed = true
          clearTimeout(timer)
          if (connection !== undefined) {
            for (const name of fresh) delete connection.parsedStatements[name]
            unsure.set(connection, new Set([...(unsure.get(connection) ?? []), ...fresh]))
          }
          reject(Object.assign(error, { statement: position() }))
        },
        handleReadyForQuery: () => {
          clearTimeout(timer)
          if (!failed) resolve(results)
        },
      } as unknown as pg.Submittable)
    })
}

/** Collects what the server answers to the statements that are `called` so; `columns` knows the shapes of those prepared before. */
function reader(called: readonly string[], columns: Map<string, Column[]>) {
  const results: Result[] = called.map(() => ({ rows: [], tag: '' }))
  let at = 0
  let described: Column[] = []
  const done = (tag: string) => {
    const result = results[at]
    if (result !== undefined) result.tag = tag
    at += 1
  }
  const handlers = {
    handleRowDescription: ({ fields }: RowDescription) => {
      described = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }))
      const name = called[at] ?? ''
      if (name !== '') columns.set(name, described)
    },
    handleDataRow: ({ fields }: { fields: (string | null)[] }) => {
      const row: Row = {}
      for (const [i, { name, parse }] of (columns.get(called[at] ?? '') ?? described).entries()) {
        const value = fields[i]
        row[name] = value === null || value === undefined ? null : parse(value)
      }
      results[at]?.rows.push(row)
    },
    handleCommandComplete: ({ text }: { text: string }) => done(text),
    handleEmptyQuery: () => done(''),
    handlePortalSuspended: () => {},
    handleCopyInResponse: (connection: Connection) => connection.sendCopyFail('COPY is not spoken here'),
    handleCopyData: () => {},
  }
  return { results, handlers, position: () => at }
}

/** A parameter as Postgres reads it in text form. */
function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return `{${value.map(toElement).join(',')}}`
  if (typeof value === 'object') return value instanceof Date ? value.toISOString() : JSON.stringify(value)
  return String(value)
}

function toElement(value: unknown): string {
  if (Array.isArray(value)) return toText(value) ?? ''
  const text = toText(value)
  return text === null ? 'NULL' : `"${text.replace(/[\\"]/g, '\\$&')}"`
}
