import { openAsBlob } from 'node:fs'
import { AwsClient } from 'aws4fetch'
import type { FileStore } from './files.ts'

export type S3Settings = {
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

/** To the first byte of the answer; an upload is sent before that. */
const ANSWER_MS = 120_000
const RETRIES = 2

/** Keeps files in a bucket of a service that speaks S3, addressed by path: `{endpoint}/{bucket}/{key}`. */
export function s3Files({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Settings): FileStore {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: RETRIES })

  const ask = async (key: string, init: RequestInit): Promise<Response> => {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), ANSWER_MS)
    try {
      return await client.fetch(`${endpoint}/${bucket}/${key}`, { ...init, signal: late.signal })
    } finally {
      clearTimeout(timer)
    }
  }
  const refused = async (what: string, response: Response) =>
    new Error(`The bucket ${bucket} refused to ${what}: ${response.status} ${await response.text()}`)

  return {
    put: async (key, { path, type, sha256 }) => {
      const headers = { 'content-type': type, 'x-amz-content-sha256': sha256 }
      const response = await ask(key, { method: 'PUT', headers, body: await openAsBlob(path) })
      if (!response.ok) throw await refused('store a file', response)
      await response.body?.cancel()
    },
    open: async (key, { start, end }) => {
      const response = await ask(key, { headers: { range: `bytes=${start}-${end}` } })
      if (response.status === 206 && response.body !== null) return response.body
      if (response.status !== 404) throw await refused('give a file', response)
      await response.body?.cancel()
      return undefined
    },
    remove: async (key) => {
      const response = await ask(key, { method: 'DELETE' })
      if (!response.ok && response.status !== 404) throw await refused('remove a file', response)
      await response.body?.cancel()
    },
  }
}
