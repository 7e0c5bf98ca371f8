// A bucket of the test's own over HTTP, which believes only what is signed as AWS Signature Version 4 says.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { S3Settings } from '../files/s3.ts'

export type TestS3 = {
  settings: S3Settings
  /** What is stored, by key. */
  objects: Map<string, Buffer>
  /** Makes the requests of a method fail: refused by this status, or done without an answer. */
  failing: Map<string, number | 'unanswered'>
  stop: () => Promise<void>
}

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret of the test' }
const REGION = 'test-1'
const BUCKET = 'files'

export async function startS3(): Promise<TestS3> {
  const objects: TestS3['objects'] = new Map()
  const failing: TestS3['failing'] = new Map()
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const failure = failing.get(request.method ?? '')
    if (typeof failure === 'number') response.writeHead(failure).end('<Error/>')
    else if (!isSigned(request, body)) response.writeHead(403).end('<Code>SignatureDoesNotMatch</Code>')
    else {
      if (failure === 'unanswered') response.destroy()
      answer(request, response, { objects, body })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: { endpoint: `http://127.0.0.1:${port}`, region: REGION, bucket: BUCKET, ...CREDENTIALS },
    objects,
    failing,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { objects, body }: { objects: TestS3['objects']; body: Buffer },
): void {
  const key = request.url?.slice(`/${BUCKET}/`.length) ?? ''
  const object = objects.get(key)
  if (request.method === 'PUT') {
    objects.set(key, body)
    response.writeHead(200).end()
  } else if (request.method === 'DELETE') {
    objects.delete(key)
    response.writeHead(204).end()
  } else if (object === undefined) response.writeHead(404).end('<Code>NoSuchKey</Code>')
  else {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    response.writeHead(206).end(object.subarray(Number(start), Number(end) + 1))
  }
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()

/** As in "Authenticating Requests: Using the Authorization Header" of the Amazon S3 API reference. */
function isSigned({ method, url = '', headers }: IncomingMessage, body: Buffer): boolean {
  const [, keyId, scope = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=(\w{64})$/.exec(
      headers.authorization ?? '',
    ) ?? []
  const time = String(headers['x-amz-date'])
  const day = time.slice(0, 8)
  const claimed = String(headers['x-amz-content-sha256'])
  if (keyId !== CREDENTIALS.accessKeyId || scope !== `${day}/${REGION}/s3/aws4_request`) return false
  if (!signed.split(';').includes('host') || !signed.split(';').includes('x-amz-content-sha256')) return false
  if (method === 'PUT' ? claimed !== sha256(body) : claimed !== 'UNSIGNED-PAYLOAD') return false
  const { pathname, search } = new URL(url, 'http://bucket')
  const lines = signed.split(';').map((name) => `${name}:${headers[name]}\n`)
  const canonical = [method, pathname, search.slice(1), lines.join(''), signed, claimed].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const key = [day, REGION, 's3', 'aws4_request'].reduce<string | Buffer>(
    (key, part) => hmac(key, part),
    `AWS4${CREDENTIALS.secretAccessKey}`,
  )
  return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'))
}
