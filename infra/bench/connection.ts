// A bare HTTP/1.1 client connection: one request at a time, as little work for each as possible.
import { connect, type Socket } from 'node:net'

/** `body` is empty unless the connection keeps bodies. */
export type Answer = { status: number; body: string }

export type Connection = {
  /** Sends a rendered request; `done` gets the answer. Only when the one before has been answered. */
  send: (request: string, done: (answer: Answer) => void) => void
  /** False once the server closed it, as it may while nothing is asked. */
  isOpen: () => boolean
  close: () => void
}

export type RequestParts = {
  method?: 'GET' | 'POST' | 'PATCH'
  host: string
  path: string
  key?: string
  headers?: Record<string, string>
  body?: unknown
}

const READ_BUFFER_BYTES = 256 * 1024
const HEAD_LIMIT_BYTES = 64 * 1024
const WITHOUT_BODY = new Set([204, 304])

/** The bytes of a request, for a connection that is kept alive. */
export function renderRequest({ method = 'GET', host, path, key, headers, body }: RequestParts): string {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${host}`,
    ...(key === undefined ? [] : [`authorization: Bearer ${key}`]),
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : [
          ...(headers?.['content-type'] === undefined ? ['content-type: application/json'] : []),
          `content-length: ${Buffer.byteLength(text)}`,
        ]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}

/** Opens a connection to `port` on this machine. `fail` hears of anything but a whole answer to a request. */
export async function openConnection(
  port: number,
  options: { keepBodies: boolean; fail: (error: Error) => void },
): Promise<Connection> {
  let done: ((answer: Answer) => void) | undefined
  let closed = false
  const fail = (error: Error) => {
    if (!closed && done !== undefined) options.fail(error)
    closed = true
    socket.destroy()
  }
  const read = answerReader(options.keepBodies, (answer) => {
    const answered = done
    done = undefined
    answered?.(answer)
  })
  const buffer = Buffer.allocUnsafe(READ_BUFFER_BYTES)
  const socket: Socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer,
      callback: (bytes) => {
        try {
          read(buffer.subarray(0, bytes))
        } catch (error) {
          fail(error as Error)
        }
        return true
      },
    },
  })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed a connection that was to be kept.')))
  return {
    isOpen: () => !closed,
    send: (request, answered) => {
      done = answered
      if (closed) return options.fail(new Error('This connection is closed.'))
      socket.write(request, 'utf8')
    },
    close: () => {
      closed = true
      socket.destroy()
    },
  }
}

/**
 * Reads answers that come one after the other, in chunks of any size. Throws at what it cannot measure: an answer
 * without a length, or one after which the server closes.
 */
export function answerReader(
  keepBodies: boolean,
  onAnswer: (answer: Answer) => void,
): (chunk: Buffer) => void {
  let head: Buffer | undefined
  let status = 0
  let left = 0
  let parts: Buffer[] = []

  const takeBody = (chunk: Buffer) => {
    if (chunk.length > left) throw new Error('More came than the answer was to have.')
    left -= chunk.length
    if (keepBodies && chunk.length > 0) parts.push(Buffer.from(chunk))
    if (left > 0) return
    const body = keepBodies ? Buffer.concat(parts).toString() : ''
    parts = []
    onAnswer({ status, body })
  }

  return (chunk) => {
    if (left > 0) return takeBody(chunk)
    const data = head === undefined ? chunk : Buffer.concat([head, chunk])
    const end = data.indexOf('\r\n\r\n')
    if (end === -1) {
      if (data.length > HEAD_LIMIT_BYTES) throw new Error('This is no HTTP answer.')
      // The chunk's memory is the next one's, too.
      head = Buffer.from(data)
      return
    }
    head = undefined
    const text = data.toString('latin1', 0, end)
    if (!text.startsWith('HTTP/1.1 ')) throw new Error(`This is no HTTP answer: ${text.slice(0, 80)}`)
    status = Number(text.slice(9, 12))
    if (/\r\nconnection: *close/i.test(text)) throw new Error(`The server closes after this answer: ${text}`)
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
    if (length === undefined && !WITHOUT_BODY.has(status))
      throw new Error(`The answer has no length: ${text}`)
    left = WITHOUT_BODY.has(status) ? 0 : Number(length)
    takeBody(data.subarray(end + 4))
  }
}
