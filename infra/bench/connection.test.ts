import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type Answer, answerReader, openConnection, renderRequest } from './connection.ts'

const WHOLE = 'HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\ngrün!'

function readAll(chunks: readonly Buffer[]): Answer[] {
  const answers: Answer[] = []
  const read = answerReader(true, (answer) => answers.push(answer))
  for (const chunk of chunks) read(chunk)
  return answers
}

describe('answers', () => {
  test('are read however they are cut', () => {
    const bytes = Buffer.from(WHOLE)
    for (let cut = 1; cut < bytes.length; cut += 1)
      expect(readAll([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual([{ status: 201, body: 'grün!' }])
  })

  test('are read one after the other', () => {
    expect(readAll([Buffer.from(WHOLE), Buffer.from(WHOLE)])).toHaveLength(2)
  })

  test('without a body end with their head', () => {
    expect(readAll([Buffer.from('HTTP/1.1 304 Not Modified\r\netag: "1"\r\n\r\n')])).toEqual([
      { status: 304, body: '' },
    ])
  })

  test.each([
    ['no length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a closing server', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'],
    ['more than its length', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab'],
    ['something else', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ])('are refused with %s', (_, text) => {
    expect(() => readAll([Buffer.from(text)])).toThrow(Error)
  })
})

test('a request is rendered with its host, key and body', () => {
  const text = renderRequest({ method: 'POST', host: 'a.localhost', path: '/x', key: 'k', body: { a: 'ü' } })
  expect(text).toBe(
    'POST /x HTTP/1.1\r\nhost: a.localhost\r\nauthorization: Bearer k\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"a":"ü"}',
  )
})

test('a connection that the server closes fails', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.end()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const error = await new Promise<Error>((fail) => {
    openConnection(port, { keepBodies: false, fail }).then(
      (connection) => connection.send(renderRequest({ host: 'x', path: '/' }), () => {}),
      fail,
    )
  })
  expect(error.message).toContain('closed')
  server.close()
})
