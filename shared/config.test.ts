import { describe, expect, test } from 'vitest'
import { controlPlaneConfig, dataPlaneConfig, filesConfig, localConfig } from './config.ts'

const SECRET = 'x'.repeat(32)
const control = {
  CONTROL_DATABASE_URL: 'postgres://u:p@db.example:5432/control',
  INTERNAL_TOKEN_SECRET: SECRET,
}
const worker = {
  SHARD_DATABASE_URL: 'postgresql://u:p@db.example/shard',
  SHARD_NAME: 'shard-1',
  INTERNAL_TOKEN_SECRET: SECRET,
}

describe('settings that are not given', () => {
  test('have defaults in a gateway', () => {
    expect(controlPlaneConfig(control)).toEqual({
      ...control,
      LOG_LEVEL: 'info',
      METRICS_PORT: 9464,
      DB_POOL_SIZE: 8,
      PORT: 8080,
      BASE_DOMAIN: 'localhost',
    })
  })

  test('have defaults in a worker', () => {
    expect(dataPlaneConfig(worker)).toMatchObject({ ...worker, WORKER_PORT: 8081, LOG_LEVEL: 'info' })
  })

  test('are none at all on one machine', () => {
    expect(localConfig({})).toMatchObject({ PORT: 8080, BASE_DOMAIN: 'localhost', LOG_LEVEL: 'warn' })
    expect(localConfig({}).CONTROL_DATABASE_URL).toBe(undefined)
  })

  test('may be written as empty', () => {
    expect(localConfig({ PORT: '', CONTROL_DATABASE_URL: '', LOG_LEVEL: '' })).toEqual(localConfig({}))
  })

  test('of another process are not looked at', () => {
    expect(controlPlaneConfig({ ...control, SHARD_NAME: 'NOT A NAME', HOME: '/root' })).toEqual(
      controlPlaneConfig(control),
    )
  })
})

test.each<[object, object]>([
  [{ PORT: '0' }, { PORT: 0 }],
  [{ PORT: '65535' }, { PORT: 65_535 }],
  [{ DB_POOL_SIZE: '200' }, { DB_POOL_SIZE: 200 }],
  [{ BASE_DOMAIN: 'shops.example-1.com' }, { BASE_DOMAIN: 'shops.example-1.com' }],
  [{ LOG_LEVEL: 'silent' }, { LOG_LEVEL: 'silent' }],
  [{ PLATFORM_ADMIN_TOKEN: SECRET }, { PLATFORM_ADMIN_TOKEN: SECRET }],
])('%j is taken', (given, taken) => {
  expect(controlPlaneConfig({ ...control, ...given })).toMatchObject(taken)
})

test.each<[Record<string, string>, RegExp]>([
  [{ PORT: '65536' }, /^ {2}PORT: /m],
  [{ PORT: '-1' }, /^ {2}PORT: /m],
  [{ PORT: '80.5' }, /^ {2}PORT: /m],
  [{ PORT: 'http' }, /^ {2}PORT: /m],
  [{ DB_POOL_SIZE: '0' }, /^ {2}DB_POOL_SIZE: /m],
  [{ LOG_LEVEL: 'loud' }, /^ {2}LOG_LEVEL: /m],
  [{ BASE_DOMAIN: 'Shops.example' }, /BASE_DOMAIN: must be a lower-case host name without port/],
  [{ BASE_DOMAIN: 'shops.example:8080' }, /BASE_DOMAIN: must be a lower-case host name without port/],
  [{ BASE_DOMAIN: '.example' }, /BASE_DOMAIN: /],
  [{ CONTROL_DATABASE_URL: 'mysql://db/x' }, /CONTROL_DATABASE_URL: must be a postgres:\/\/ URL/],
  [{ CONTROL_DATABASE_URL: 'db' }, /CONTROL_DATABASE_URL: must be a postgres:\/\/ URL/],
  [{ INTERNAL_TOKEN_SECRET: 'short' }, /INTERNAL_TOKEN_SECRET: must have at least 32 characters/],
  [{ PLATFORM_ADMIN_TOKEN: 'short' }, /PLATFORM_ADMIN_TOKEN: must have at least 32 characters/],
])('%j is refused, with the reason', (given, reason) => {
  expect(() => controlPlaneConfig({ ...control, ...given })).toThrow(reason)
})

test.each(['Shard-1', 'shard_1', '', 'x'.repeat(64)])('%j is no name of a shard', (name) => {
  expect(() => dataPlaneConfig({ ...worker, SHARD_NAME: name })).toThrow(/SHARD_NAME/)
})

test('a refused start names every fault at once, where help is, and no value', () => {
  const start = () => dataPlaneConfig({ SHARD_NAME: 'S', INTERNAL_TOKEN_SECRET: 'secret', WORKER_PORT: 'x' })
  expect(start).toThrow(/SHARD_DATABASE_URL is required/)
  expect(start).toThrow(/SHARD_NAME: must be a short lower-case name/)
  expect(start).toThrow(/INTERNAL_TOKEN_SECRET: /)
  expect(start).toThrow(/WORKER_PORT: /)
  expect(start).toThrow(/\.env\.example/)
  expect(start).not.toThrow(/secret\b/)
})

test('the cache of a worker has a bound, and a Redis only if one is named', () => {
  expect(dataPlaneConfig(worker)).toMatchObject({ CACHE_MAX_BYTES: 64 * 1024 * 1024 })
  expect(dataPlaneConfig(worker).REDIS_URL).toBe(undefined)
  const REDIS_URL = 'rediss://:secret@cache.example:6380/1'
  expect(dataPlaneConfig({ ...worker, CACHE_MAX_BYTES: '0', REDIS_URL })).toMatchObject({
    CACHE_MAX_BYTES: 0,
    REDIS_URL,
  })
  for (const wrong of [
    { CACHE_MAX_BYTES: '-1' },
    { CACHE_MAX_BYTES: 'all' },
    { REDIS_URL: 'http://cache.example' },
  ])
    expect(() => dataPlaneConfig({ ...worker, ...wrong })).toThrow(Object.keys(wrong)[0])
})

const bucket = {
  S3_ENDPOINT: 'https://s3.example/',
  S3_BUCKET: 'files',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'secret',
}

test('files are kept beside the database, or in a bucket when one is named', () => {
  expect(filesConfig(localConfig({ STOREPLANE_DATA_DIR: '/data' }))).toEqual({ dir: '/data/media' })
  expect(filesConfig(dataPlaneConfig({ ...worker, ...bucket, S3_REGION: 'eu' })).s3).toEqual({
    endpoint: 'https://s3.example',
    region: 'eu',
    bucket: 'files',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
  })
})

test.each(Object.keys(bucket))('a bucket without %s is refused', (name) => {
  const message = new RegExp(`^ {2}${name} is required$`, 'm')
  expect(() => localConfig({ ...bucket, [name]: '' })).toThrow(message)
  expect(() => dataPlaneConfig({ ...worker, ...bucket, [name]: '' })).toThrow(message)
})
