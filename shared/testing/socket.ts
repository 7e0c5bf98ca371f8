// Requests over a real socket, down to the bytes.
import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { request } from 'undici'
import type { Answer, Call } from './platform.ts'

const answerOf = (status: number, headers: Headers, text: string): Answer => ({
  status,
  headers,
  text,
  body: headers.get('content-type')?.includes('json') === true && text !== '' ? JSON.parse(text) : undefined,
})

/** Calls as the test platform's `call` does, but over HTTP; `chunked` sends the body without its length. */
export const socketCaller =
  (port: number) =>
  async (
    method: string,
    path: string,
    { host = 'localhost', key, body, headers, chunked }: Call & { chunked?: boolean } = {},
  ): Promise<Answer> => {
    const bytes =
      typeof body === 'string' || body instanceof Uint8Array || body === undefined
        ? body
        : JSON.stringify(body)
    const answer = await request(`http://127.0.0.1:${port}${path}`, {
      method: method as 'GET',
      headers: {
        host,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body: bytes === undefined ? null : chunked === true ? Readable.from([Buffer.from(bytes)]) : bytes,
    })
    const answerHeaders = new Headers()
    for (const [name, value] of Object.entries(answer.headers))
      for (const item of [value ?? []].flat()) answerHeaders.append(name, item)
    return answerOf(answer.statusCode, answerHeaders, await answer.body.text())
  }

/** Sends bytes as they are and reads one answer, which must be the last thing on the connection or have a length. */
export async function rawRequest(port: number, bytes: string | Buffer): Promise<Answer> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8')
  const complete = new Promise<void>((resolve) => {
    socket.on('data', (text: string) => {
      received += text
      if (isComplete(received)) resolve()
    })
    socket.on('close', () => resolve())
    socket.on('error', () => resolve())
  })
  await once(socket, 'connect')
  socket.write(bytes)
  await complete
  socket.destroy()
  return parse(received)
}

function isComplete(received: string): boolean {
  const end = received.indexOf('\r\n\r\n')
  const length = /^content-length: (\d+)\r$/im.exec(received.slice(0, end + 2))?.[1]
  return end !== -1 && length !== undefined && Buffer.byteLength(received.slice(end + 4)) >= Number(length)
}

function parse(received: string): Answer {
  const [head = '', ...rest] = received.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = new Headers()
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return answerOf(Number(statusLine.split(' ')[1]), headers, rest.join('\r\n\r\n'))
}
