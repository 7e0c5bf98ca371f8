import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { request } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { HttpServer } from '../../shared/http/server.ts'
import { jpegOf, mp4Of, PDF, pngOf } from '../../shared/testing/files.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { startS3, type TestS3 } from '../../shared/testing/s3.ts'

const MB = 1024 * 1024
let s3: TestS3
let temporary: string
beforeAll(async () => {
  s3 = await startS3()
  // What uploads leave there would be lost among what others leave.
  temporary = await mkdtemp(join(tmpdir(), 'storeplane-test-'))
  vi.stubEnv('TMPDIR', temporary)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await s3?.stop()
  await rm(temporary, { recursive: true })
})

const received = async () =>
  (await readdir(temporary)).filter((name) => name.startsWith('storeplane-upload-'))

let texts = 0
/** Another one each time. */
const freshPng = () => {
  texts += 1
  return pngOf(640, 480, `image ${texts}`)
}

// One way each through the platform: all in this process, and with a worker elsewhere.
describe.each([
  ['a folder', 'in-process'],
  ['a bucket', 'http'],
] as const)('with %s', (kind, transport) => {
  let platform: TestPlatform
  let server: HttpServer
  let store: TestStore
  beforeAll(async () => {
    platform = await startTestPlatform({
      transport,
      ...(kind === 'a bucket' && { s3: s3.settings }),
    })
    server = await platform.serve()
    store = await platform.signUp()
  })
  afterEach(() => s3.failing.clear())
  afterAll(() => platform?.stop())

  const upload = (
    bytes: Uint8Array,
    {
      type = 'image/png',
      query = {},
      headers = {},
      to = store,
    }: {
      type?: string
      query?: Record<string, string>
      headers?: Record<string, string>
      to?: TestStore
    } = {},
  ) =>
    to.admin('POST', `/admin/v1/media?${new URLSearchParams(query)}`, bytes, {
      'content-type': type,
      ...headers,
    })
  const uploaded = async (...args: Parameters<typeof upload>) => {
    const answer = await upload(...args)
    expect(answer.status, answer.text).toBe(201)
    return answer.body
  }
  /** As a browser gets it, over a socket. */
  async function get(url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
    const host = `${store.slug}.localhost`
    const answer = await request(`http://127.0.0.1:${server.port}${url}`, {
      method,
      headers: { host, ...headers },
    })
    return { status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer.body) }
  }
  const shard = (of: TestStore) => platform.shards.get(of.shard)!.owner
  const keysOf = async ({ id }: TestStore): Promise<string[]> => {
    if (kind === 'a bucket')
      return [...s3.objects.keys()].flatMap((key) =>
        key.startsWith(`${id}/`) ? key.slice(id.length + 1) : [],
      )
    return readdir(join(platform.filesDir, id)).catch(() => [])
  }
  const idsOf = async (of: TestStore): Promise<string[]> =>
    (await shard(of)`select id from media where tenant_id = ${of.id}`).map((row) => row.id)
  const notesOf = async (of: TestStore): Promise<string[]> =>
    (await shard(of)`select id from media_uploads where tenant_id = ${of.id}`).map((row) => row.id)
  /** What is stored is what there are rows of, once the jobs are done. */
  const expectTidy = async (of = store) => {
    await expect.poll(async () => (await keysOf(of)).sort()).toEqual((await idsOf(of)).sort())
    await expect.poll(() => notesOf(of)).toEqual([])
    await expect.poll(received).toEqual([])
  }

  test('a file is stored, described and served as it was', async () => {
    const bytes = freshPng()
    const media = await uploaded(bytes, { query: { filename: 'Linen shirt.png', alt: 'A shirt' } })
    expect(media).toEqual({
      id: expect.any(String),
      url: `/store/v1/media/${media.id}/Linen-shirt.png`,
      filename: 'Linen-shirt.png',
      alt: 'A shirt',
      content_type: 'image/png',
      size_bytes: bytes.length,
      width: 640,
      height: 480,
      created_at: expect.stringMatching(/Z$/),
    })
    const { status, headers, bytes: served } = await get(media.url)
    expect(status).toBe(200)
    expect(served.equals(bytes)).toBe(true)
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'content-disposition': "inline; filename*=UTF-8''Linen-shirt.png",
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    })
    expect((await store.admin('GET', `/admin/v1/media/${media.id}`)).body).toEqual(media)
    await expectTidy()
  })

  test('a video of several megabytes comes through whole, and in parts', async () => {
    const bytes = mp4Of(5 * MB)
    const { url, width } = await uploaded(bytes, { type: 'video/mp4' })
    expect(width).toBeNull()
    expect((await get(url)).bytes.equals(bytes)).toBe(true)
    const part = await get(url, { range: `bytes=${3 * MB}-` })
    expect([part.status, part.headers['content-range']]).toEqual([
      206,
      `bytes ${3 * MB}-${5 * MB - 1}/${5 * MB}`,
    ])
    expect(part.bytes.equals(bytes.subarray(3 * MB))).toBe(true)
  })

  test('whoever leaves in the middle of a video leaves nothing hanging', async () => {
    const { url } = await uploaded(mp4Of(6 * MB), { type: 'video/mp4' })
    const answer = await request(`http://127.0.0.1:${server.port}${url}`, {
      headers: { host: `${store.slug}.localhost` },
    })
    await once(answer.body, 'readable')
    answer.body.on('error', () => {}).destroy()
    expect((await get(url)).bytes.length).toBe(6 * MB)
  })

  test('ranges, copies and heads are answered as HTTP has them', async () => {
    const bytes = freshPng()
    const { url } = await uploaded(bytes)
    const { length } = bytes
    const etag = String((await get(url)).headers.etag)
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=8-15', 8, 16],
      ['bytes=-5', length - 5, length],
      ['bytes=-9999', 0, length],
      [`bytes=10-${length + 10}`, 10, length],
    ] as const) {
      const part = await get(url, { range })
      expect([part.status, part.headers['content-range']]).toEqual([
        206,
        `bytes ${start}-${end - 1}/${length}`,
      ])
      expect(part.bytes.equals(bytes.subarray(start, end)), range).toBe(true)
      expect((await get(url, { range, 'if-range': etag })).status).toBe(206)
      expect((await get(url, { range, 'if-range': '"old"' })).bytes.equals(bytes)).toBe(true)
    }
    for (const range of ['bytes=0-1,3-4', 'bytes=-', 'bytes=5-2', 'lines=1-2', 'bytes=a-b'])
      expect(await get(url, { range })).toMatchObject({ status: 200, bytes })
    for (const range of [`bytes=${length}-`, 'bytes=-0']) {
      const { status, headers } = await get(url, { range })
      expect([status, headers['content-range']]).toEqual([416, `bytes */${length}`])
    }
    const head = await get(url, {}, 'HEAD')
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(length), etag } })
    expect(head.bytes.length).toBe(0)
    const held = await get(url, { 'if-none-match': etag })
    expect([held.status, held.bytes.length, held.headers.etag]).toEqual([304, 0, etag])
  })

  test('the same content is stored once in a store, however often and at once it comes', async () => {
    const own = await platform.signUp()
    const bytes = freshPng()
    const first = await uploaded(bytes, { to: own, query: { filename: 'a' } })
    expect(await uploaded(bytes, { to: own, query: { filename: 'b' } })).toEqual(first)
    const other = freshPng()
    const all = await Promise.all(Array.from({ length: 8 }, () => uploaded(other, { to: own })))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect((await own.admin('GET', '/admin/v1/media-usage')).body).toEqual({
      files: 2,
      size_bytes: bytes.length + other.length,
    })
    await expectTidy(own)
  })

  test.each<[string, Uint8Array, string, 'unsupported_media_type' | 'invalid_input' | 'payload_too_large']>([
    ['of another type', Buffer.from('a,b'), 'text/csv', 'unsupported_media_type'],
    ['of a type that is no name of ours', Buffer.from('a'), 'constructor', 'unsupported_media_type'],
    ['that is not what it says', jpegOf(1, 1), 'image/png', 'invalid_input'],
    ['that is no image', Buffer.from('GIF8 hello'), 'image/gif', 'invalid_input'],
    ['that is empty', Buffer.alloc(0), 'image/png', 'invalid_input'],
    ['that is damaged', pngOf(0, 0), 'image/png', 'invalid_input'],
    [
      'too large for its type',
      Buffer.concat([Buffer.from('<svg>'), Buffer.alloc(MB)]),
      'image/svg+xml',
      'payload_too_large',
    ],
  ])('a file %s is refused and leaves nothing', async (_, bytes, type, code) => {
    expectProblem(await upload(bytes, { type }), code, code === 'invalid_input' ? [''] : [])
    await expectTidy()
  })

  test.each([[MB], [20 * MB]])(
    'a file too large by %i bytes is refused when its length is not told',
    async (beyond) => {
      const body = new Blob([new Uint8Array(20 * MB + beyond)]).stream()
      const answer = await fetch(`http://127.0.0.1:${server.port}/admin/v1/media`, {
        method: 'POST',
        headers: { authorization: `Bearer ${store.secret}`, 'content-type': 'image/png' },
        body,
        duplex: 'half',
      } as RequestInit)
      expect(answer.status).toBe(413)
      expect(await answer.json()).toMatchObject({ code: 'payload_too_large' })
      await expectTidy()
    },
  )

  test('a file that breaks off leaves nothing', async () => {
    const before = await idsOf(store)
    const socket = connect(server.port, '127.0.0.1')
    await once(socket, 'connect')
    const head = `POST /admin/v1/media HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${store.secret}\r\n`
    socket.write(`${head}content-type: video/mp4\r\ncontent-length: ${8 * MB}\r\n\r\n`)
    socket.write(mp4Of(2 * MB))
    await expect.poll(async () => (await received()).length, { timeout: 5_000 }).toBe(1)
    socket.destroy()
    await expect.poll(received).toEqual([])
    expect(await idsOf(store)).toEqual(before)
    await expectTidy()
  })

  const sweep = async (of: TestStore) => {
    await shard(of)`insert into pgboss.job (name, data) values ('media.sweep', '{}')`
    const open = () => shard(of)`select 1 from pgboss.job where name = 'media.sweep' and state < 'completed'`
    await expect.poll(async () => (await open()).length, { timeout: 10_000 }).toBe(0)
  }
  const age = (of: TestStore) =>
    shard(of)`update media_uploads set started_at = now() - interval '61 minutes' where tenant_id = ${of.id}`

  test('a store of files that fails is a refusal, and what it leaves is swept away', async () => {
    const own = await platform.signUp()
    if (kind === 'a bucket') {
      s3.failing.set('PUT', 'unanswered')
      s3.failing.set('DELETE', 503)
    } else await writeFile(join(platform.filesDir, own.id), 'in the way')
    expectProblem(await upload(freshPng(), { to: own }), 'unavailable', [])
    s3.failing.clear()
    await rm(join(platform.filesDir, own.id), { force: true })
    expect((await own.admin('GET', '/admin/v1/media')).body.data).toEqual([])
    expect(await notesOf(own)).toHaveLength(1)
    await age(own)
    await sweep(own)
    await expectTidy(own)
  }, 20_000)

  test.runIf(kind === 'a bucket')('what a failure halfway has stored is removed at once', async () => {
    s3.failing.set('PUT', 'unanswered')
    expectProblem(await upload(freshPng()), 'unavailable', [])
    s3.failing.clear()
    await expectTidy()
  })

  test('what an upload leaves that never ended is removed after an hour, and nothing else', async () => {
    const own = await platform.signUp()
    const { id } = await uploaded(freshPng(), { to: own })
    const { id: kept } = await uploaded(freshPng(), { to: own })
    // As a worker leaves it that was killed before the last transaction.
    await shard(own)`insert into media_uploads (tenant_id, id, started_at) values (${own.id}, ${id}, now())`
    await shard(own)`delete from media where tenant_id = ${own.id} and id = ${id}`
    await sweep(own)
    expect(await notesOf(own)).toEqual([id])
    await age(own)
    await sweep(own)
    expect(await keysOf(own)).toEqual([kept])
    await expectTidy(own)
  }, 30_000)

  test('a repeated upload with its key is one file; the key takes no other', async () => {
    const bytes = freshPng()
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await upload(bytes, { headers })
    const again = await upload(bytes, { headers })
    expect(first.status).toBe(201)
    expect(again.text).toBe(first.text)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expectProblem(await upload(bytes, { headers, query: { alt: 'x' } }), 'idempotency_key_reused')
    expectProblem(await upload(PDF, { headers, type: 'application/pdf' }), 'idempotency_key_reused')
  })

  test('a file is served by its own id and name to its own store only', async () => {
    const { id, url, filename } = await uploaded(freshPng())
    const other = await platform.signUp()
    expectProblem(await other.shop('GET', url), 'not_found')
    expectProblem(await other.admin('GET', `/admin/v1/media/${id}`), 'not_found')
    expectProblem(await other.admin('DELETE', `/admin/v1/media/${id}`), 'not_found')
    expectProblem(await store.shop('GET', `/store/v1/media/${id}/another.png`), 'not_found')
    expectProblem(await store.shop('GET', `/store/v1/media/..%2f${id}/${filename}`), 'invalid_input')
    expect((await store.shop('GET', url)).status).toBe(200)
  })

  test('a deleted file is gone at once, with its bytes and its share of what is used', async () => {
    const own = await platform.signUp()
    const { id, url } = await uploaded(freshPng(), { to: own })
    expect((await own.shop('GET', url)).status).toBe(200)
    expect((await own.admin('DELETE', `/admin/v1/media/${id}`)).body).toEqual({ id, deleted: true })
    expectProblem(await own.shop('GET', url), 'not_found')
    expectProblem(await own.admin('DELETE', `/admin/v1/media/${id}`), 'not_found')
    expect((await own.admin('GET', '/admin/v1/media-usage')).body).toEqual({ files: 0, size_bytes: 0 })
    await expectTidy(own)
    expect((await own.admin('GET', '/admin/v1/events?name=media.deleted')).body.data).toMatchObject([
      { data: { media_id: id } },
    ])
  })

  test.runIf(kind === 'a bucket')(
    'the bytes of a deleted file are not forgotten when they cannot be removed',
    async () => {
      const own = await platform.signUp()
      const { id } = await uploaded(freshPng(), { to: own })
      s3.failing.set('DELETE', 503)
      expect((await own.admin('DELETE', `/admin/v1/media/${id}`)).status).toBe(200)
      expect([await keysOf(own), await notesOf(own)]).toEqual([[id], [id]])
      s3.failing.clear()
      await age(own)
      await sweep(own)
      await expectTidy(own)
    },
    20_000,
  )

  test('files are listed newest first, and described anew', async () => {
    const own = await platform.signUp()
    const ids: string[] = []
    for (let i = 0; i < 3; i += 1) ids.unshift((await uploaded(freshPng(), { to: own })).id)
    const page = (await own.admin('GET', '/admin/v1/media?limit=2')).body
    const rest = (await own.admin('GET', `/admin/v1/media?limit=2&cursor=${page.next_cursor}`)).body
    expect([...page.data, ...rest.data].map(({ id }: { id: string }) => id)).toEqual(ids)
    expect(rest.next_cursor).toBeNull()
    const changed = await own.admin('PATCH', `/admin/v1/media/${ids[0]}`, { alt: 'Front' })
    expect(changed.body).toEqual({ ...page.data[0], alt: 'Front' })
  })

  test('a picture that the theme, its draft or a page shows cannot be deleted, and the answer says where', async () => {
    const { id, url } = await uploaded(freshPng())
    const path = `/admin/v1/media/${id}`
    const refusal = async () => {
      const answer = await store.admin('DELETE', path)
      expectProblem(answer, 'media_in_use')
      return answer.body.detail
    }
    const draft = async (settings: object) => {
      const { version } = (await store.admin('GET', '/admin/v1/theme')).body
      return store.admin('PUT', '/admin/v1/theme/draft', { version, settings })
    }
    await draft({ home: [{ kind: 'hero', picture_media_id: id }] })
    expect(await refusal()).toBe('This file is shown by the draft of the theme.')
    await store.admin('POST', '/admin/v1/theme/publish', {})
    await draft({ home: [{ kind: 'rich_text', html: { de: `<img src="${url}">` } }] })
    const body = `<p><img src="${url}"></p>`
    const words = { title: 'About us', translations: { de: { body } } }
    const page = (await store.admin('POST', '/admin/v1/pages', words)).body
    expect(await refusal()).toBe(
      'This file is shown by the page “About us”, the theme of the shop, and the draft of the theme.',
    )
    await store.admin('DELETE', `/admin/v1/pages/${page.id}`)
    await draft({})
    expect(await refusal()).toBe('This file is shown by the theme of the shop.')
    expect((await store.shop('GET', url)).status).toBe(200)
    await store.admin('POST', '/admin/v1/theme/publish', {})
    // Whoever is first wins: it is deleted, and then the theme may not name it, or the other way round.
    const [deleted, named] = await Promise.all([store.admin('DELETE', path), draft({ logo_media_id: id })])
    expect([deleted.status, named.status]).toSatisfy((pair: number[]) =>
      ['200 404', '409 200'].includes(pair.join(' ')),
    )
  })

  test('an image of a product may be a file, which cannot be deleted then', async () => {
    const { id, url } = await uploaded(freshPng())
    const images = [{ media_id: id, alt: 'Front' }, { url: 'https://images.example/1.png' }]
    const product = (
      await store.admin('POST', '/admin/v1/products', { title: 'Shirt', images, variants: [{}] })
    ).body
    const due = [
      { url, alt: 'Front', media_id: id },
      { url: 'https://images.example/1.png', alt: '', media_id: null },
    ]
    expect(product.images).toEqual(due)
    const path = `/admin/v1/products/${product.id}`
    expect((await store.admin('PATCH', path, { images: due, status: 'active' })).body.images).toEqual(due)
    const shown = (await store.shop('GET', `/store/v1/products/${product.id}`)).body.images
    expect(shown).toEqual([
      { url, alt: 'Front', width: expect.any(Number), height: expect.any(Number) },
      { url: 'https://images.example/1.png', alt: '', width: null, height: null },
    ])
    const refused = await store.admin('DELETE', `/admin/v1/media/${id}`)
    expectProblem(refused, 'media_in_use')
    expect(refused.body.detail).toBe('This file is shown by the product “Shirt”.')
    await store.admin('POST', '/admin/v1/brands', { name: 'Linen House', logo_url: url })
    expect((await store.admin('DELETE', `/admin/v1/media/${id}`)).body.detail).toBe(
      'This file is shown by the product “Shirt” and the brand “Linen House”.',
    )
    const [brand] = (await store.admin('GET', '/admin/v1/brands')).body.data
    await store.admin('PATCH', `/admin/v1/brands/${brand.id}`, { logo_url: '' })
    const stranger = await uploaded(freshPng(), { to: await platform.signUp() })
    for (const media_id of [stranger.id, crypto.randomUUID()])
      expectProblem(await store.admin('PATCH', path, { images: [{ media_id }] }), 'invalid_input', [
        'images.0.media_id',
      ])
    expectProblem(await store.admin('PATCH', path, { images: [{ alt: 'x' }] }), 'invalid_input', [
      'images.0.url',
    ])
    expect((await store.admin('PATCH', path, { images: [] })).status).toBe(200)
    expect((await store.admin('DELETE', `/admin/v1/media/${id}`)).status).toBe(200)
  })
})
