import { describe, expect, test } from 'vitest'
import {
  controlPlaneConfig,
  dataPlaneConfig,
  filesConfig,
  identityProvidersOf,
  localConfig,
  publicUrlOf,
  smtpOf,
} from './config.ts'

const SECRET = 'x'.repeat(32)
const KEY = Buffer.alloc(32, 'k')
const VAULT_KEYS = `2026:${KEY.toString('base64')}`
const control = {
  CONTROL_DATABASE_URL: 'postgres://u:p@db.example:5432/control',
  INTERNAL_TOKEN_SECRET: SECRET,
  VAULT_KEYS,
}
const worker = {
  SHARD_DATABASE_URL: 'postgresql://u:p@db.example/shard',
  SHARD_NAME: 'shard-1',
  INTERNAL_TOKEN_SECRET: SECRET,
  VAULT_KEYS,
}

describe('settings that are not given', () => {
  test('have defaults in a gateway', () => {
    expect(controlPlaneConfig(control)).toEqual({
      ...control,
      VAULT_KEYS: [{ id: '2026', key: KEY }],
      FORCE_HTTPS: false,
      LOG_LEVEL: 'info',
      METRICS_PORT: 9464,
      DB_POOL_SIZE: 8,
      PORT: 8080,
      PLATFORM_REQUESTS_PER_MINUTE: 3_000,
      BASE_DOMAIN: 'localhost',
      TRUSTED_PROXIES: ['127.0.0.1', '::1'],
      GOOGLE_ISSUER: 'https://accounts.google.com',
      FACEBOOK_DIALOG_URL: 'https://www.facebook.com/v24.0/dialog/oauth',
      FACEBOOK_GRAPH_URL: 'https://graph.facebook.com/v24.0',
    })
  })

  test('have defaults in a worker', () => {
    expect(dataPlaneConfig(worker)).toMatchObject({
      ...worker,
      VAULT_KEYS: [{ id: '2026', key: KEY }],
      WORKER_PORT: 8081,
      LOG_LEVEL: 'info',
    })
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
  [{ DOMAINS_TARGET: 'stores.example.com' }, { DOMAINS_TARGET: 'stores.example.com' }],
  [
    { DNS_SERVERS: '192.0.2.53, [2001:db8::53]:5353' },
    { DNS_SERVERS: ['192.0.2.53', '[2001:db8::53]:5353'] },
  ],
  [{ ASK_PORT: '9465' }, { ASK_PORT: 9465 }],
  [{ PLATFORM_ADMIN_TOKEN: SECRET }, { PLATFORM_ADMIN_TOKEN: SECRET }],
  [{ FORCE_HTTPS: 'true' }, { FORCE_HTTPS: true }],
  [{ FORCE_HTTPS: 'false' }, { FORCE_HTTPS: false }],
  [{ PLATFORM_ADMIN_IPS: '10.0.0.0/8, ::1' }, { PLATFORM_ADMIN_IPS: ['10.0.0.0/8', '::1'] }],
  [{ PLATFORM_REQUESTS_PER_MINUTE: '1' }, { PLATFORM_REQUESTS_PER_MINUTE: 1 }],
  [{ REDIS_URL: 'rediss://limits.example' }, { REDIS_URL: 'rediss://limits.example' }],
])('%j is taken', (given, taken) => {
  expect(controlPlaneConfig({ ...control, ...given })).toMatchObject(taken)
})

test.each<[Record<string, string>, RegExp]>([
  [{ PORT: '65536' }, /^ {2}PORT: /m],
  [{ PORT: '-1' }, /^ {2}PORT: /m],
  [{ PORT: '80.5' }, /^ {2}PORT: /m],
  [{ PORT: 'http' }, /^ {2}PORT: /m],
  [{ DB_POOL_SIZE: '0' }, /^ {2}DB_POOL_SIZE: /m],
  [{ FORCE_HTTPS: 'yes' }, /FORCE_HTTPS: must be true or false/],
  [{ PLATFORM_ADMIN_IPS: 'office' }, /PLATFORM_ADMIN_IPS: must be addresses or networks/],
  [{ LOG_LEVEL: 'loud' }, /^ {2}LOG_LEVEL: /m],
  [{ DOMAINS_TARGET: 'https://stores.example' }, /DOMAINS_TARGET: must be a lower-case host name/],
  [{ DNS_SERVERS: 'dns.example' }, /DNS_SERVERS: must be addresses/],
  [{ ASK_PORT: 'caddy' }, /^ {2}ASK_PORT: /m],
  [{ BASE_DOMAIN: 'Shops.example' }, /BASE_DOMAIN: must be a lower-case host name without port/],
  [{ BASE_DOMAIN: 'shops.example:8080' }, /BASE_DOMAIN: must be a lower-case host name without port/],
  [{ BASE_DOMAIN: '.example' }, /BASE_DOMAIN: /],
  [{ CONTROL_DATABASE_URL: 'mysql://db/x' }, /CONTROL_DATABASE_URL: must be a postgres:\/\/ URL/],
  [{ CONTROL_DATABASE_URL: 'db' }, /CONTROL_DATABASE_URL: must be a postgres:\/\/ URL/],
  [{ INTERNAL_TOKEN_SECRET: 'short' }, /INTERNAL_TOKEN_SECRET: must have at least 32 characters/],
  [{ PLATFORM_REQUESTS_PER_MINUTE: '0' }, /^ {2}PLATFORM_REQUESTS_PER_MINUTE: /m],
  [{ PLATFORM_ADMIN_TOKEN: 'short' }, /PLATFORM_ADMIN_TOKEN: must have at least 32 characters/],
])('%j is refused, with the reason', (given, reason) => {
  expect(() => controlPlaneConfig({ ...control, ...given })).toThrow(reason)
})

test('the vault has keys in the order that was given', () => {
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const keys = `b:${first.toString('base64')}, a:${second.toString('base64url')}`
  expect(dataPlaneConfig({ ...worker, VAULT_KEYS: keys }).VAULT_KEYS).toEqual([
    { id: 'b', key: first },
    { id: 'a', key: second },
  ])
})

test.each([
  KEY.toString('base64'),
  `2026:${Buffer.alloc(31).toString('base64')}`,
  `2026:${Buffer.alloc(33).toString('base64')}`,
  `20.26:${KEY.toString('base64')}`,
  `${VAULT_KEYS},${VAULT_KEYS}`,
  `${VAULT_KEYS},`,
])('%j are no keys of a vault, and the refusal does not repeat them', (keys) => {
  const start = () => dataPlaneConfig({ ...worker, VAULT_KEYS: keys })
  expect(start).toThrow(/^ {2}VAULT_KEYS: must be id:key pairs/m)
  expect(start).not.toThrow(KEY.toString('base64').slice(0, 20))
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

test.each<[object, string]>([
  [{}, 'http://localhost:8080'],
  [{ PORT: '80', BASE_DOMAIN: 'shops.example' }, 'http://shops.example'],
  [{ PUBLIC_URL: 'https://shops.example/' }, 'https://shops.example'],
  [{ PUBLIC_URL: 'https://shops.example:8443' }, 'https://shops.example:8443'],
])('by %j people reach it at %s', (given, url) => {
  expect(publicUrlOf(controlPlaneConfig({ ...control, ...given }))).toBe(url)
  expect(publicUrlOf(localConfig({ ...given }))).toBe(url)
})

test.each<[Record<string, string>, RegExp]>([
  [{ PUBLIC_URL: 'ftp://shops.example' }, /PUBLIC_URL: must be an http/],
  [{ PUBLIC_URL: 'https://shops.example/console' }, /PUBLIC_URL: may not have a path/],
  [{ SMTP_URL: 'http://mail.example', MAIL_FROM: 'a@b.example' }, /SMTP_URL: must be an smtp/],
  [{ SMTP_URL: 'smtps://mail.example' }, /MAIL_FROM is required/],
])('%j is refused by all that send mails', (given, reason) => {
  expect(() => controlPlaneConfig({ ...control, ...given })).toThrow(reason)
  expect(() => localConfig(given)).toThrow(reason)
})

test('mails are handed to a server when one is named', () => {
  expect(smtpOf(localConfig({}))).toBe(undefined)
  const given = { SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'Shops <a@b.example>' }
  expect(smtpOf(localConfig(given))).toEqual({ url: given.SMTP_URL, from: given.MAIL_FROM })
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

test('the address of the installation is the public one, else that where it listens', () => {
  expect(publicUrlOf(localConfig({ PORT: '8081' }))).toBe('http://localhost:8081')
  expect(publicUrlOf(localConfig({ PUBLIC_URL: 'https://stores.example/' }))).toBe('https://stores.example')
})

describe('signing in by accounts elsewhere', () => {
  const client = { FACEBOOK_CLIENT_ID: 'id', FACEBOOK_CLIENT_SECRET: 'secret' }

  test('is not offered unless it is set up', () => {
    expect(identityProvidersOf(localConfig({}))).toEqual({ google: undefined, facebook: undefined })
  })

  test('takes a client of the provider', () => {
    expect(identityProvidersOf(controlPlaneConfig({ ...control, ...client }))).toEqual({
      google: undefined,
      facebook: {
        clientId: 'id',
        clientSecret: 'secret',
        dialogUrl: 'https://www.facebook.com/v24.0/dialog/oauth',
        graphUrl: 'https://graph.facebook.com/v24.0',
      },
    })
  })

  test.each<[Record<string, string>, RegExp]>([
    [{ GOOGLE_CLIENT_ID: 'id' }, /GOOGLE_CLIENT_SECRET is required/],
    [{ FACEBOOK_CLIENT_SECRET: 'secret' }, /FACEBOOK_CLIENT_ID is required/],
    [{ GOOGLE_ISSUER: 'http://accounts.example' }, /GOOGLE_ISSUER: must be an https/],
    [{ GOOGLE_ISSUER: 'http://localhost.evil.example' }, /GOOGLE_ISSUER: must be an https/],
    [{ PUBLIC_URL: 'stores.example' }, /PUBLIC_URL: must be an http/],
  ])('is refused with %j', (given, reason) => {
    expect(() => controlPlaneConfig({ ...control, ...given })).toThrow(reason)
    expect(() => localConfig(given)).toThrow(reason)
  })
})
