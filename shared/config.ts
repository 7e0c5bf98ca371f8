// Every setting of the product: parsed once at start, handed on as values. Nothing else reads the environment.

import { Resolver } from 'node:dns'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { FilesConfig } from './files/open.ts'
import { networks } from './http/client.ts'
import { defined } from './objects.ts'
import { StartError } from './process.ts'
import { VaultKeys } from './vault/keys.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
const secret = z.string().min(32, 'must have at least 32 characters')

/** Addresses and networks with commas between them. */
const networkList = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .refine((list) => {
    try {
      networks(list)
      return true
    } catch {
      return false
    }
  }, 'must be addresses or networks such as 10.0.0.0/8, with commas between them')

const hostName = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a lower-case host name without port')

/** Addresses with commas between them, each with a port where it is not 53. */
const nameServers = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .refine((list) => {
    try {
      new Resolver().setServers(list)
      return true
    } catch {
      return false
    }
  }, 'must be addresses such as 192.0.2.53 or [2001:db8::53]:5353, with commas between them')

const domains = {
  DOMAINS_TARGET: hostName.optional(),
  DNS_SERVERS: nameServers.optional(),
  ASK_PORT: port.optional(),
}

const common = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  METRICS_PORT: port.default(9464),
  DB_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(8),
  INTERNAL_TOKEN_SECRET: secret,
}

const redis = {
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' }).optional(),
}

const cache = {
  ...redis,
  CACHE_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(64 * 1024 * 1024),
}

/** Secrets go there, so plain HTTP is for a server on this machine only. */
const privateUrl = z
  .url({ error: 'must be an https:// URL' })
  .refine((url) => /^(https:|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(url), 'must be an https:// URL')
  .transform((url) => url.replace(/\/$/, ''))

/** Where the payment providers are, when not at their own addresses. */
const paymentProviders = {
  STRIPE_API_URL: privateUrl.optional(),
  PAYPAL_API_URL: privateUrl.optional(),
  RAZORPAY_API_URL: privateUrl.optional(),
  PAYTM_API_URL: privateUrl.optional(),
}

/** Addresses that stores name, such as those of their warehouses. */
const targets = {
  ALLOW_PRIVATE_TARGETS: z
    .stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' })
    .default(false),
}

const documents = {
  DOCUMENT_FONT: z
    .string()
    .refine((path) => existsSync(path), 'must be a file')
    .optional(),
}

const rates = {
  EXCHANGE_RATES_URL: httpUrl.default('https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml'),
}

const mails = {
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' }).optional(),
  MAIL_FROM: z.string().min(3).optional(),
}

const publicSite = {
  PORT: port.default(8080),
  BASE_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a lower-case host name without port')
    .default('localhost'),
  PUBLIC_URL: httpUrl
    .refine((url) => !URL.canParse(url) || new URL(url).pathname === '/', 'may not have a path')
    .optional(),
  ...mails,
}

/** A mail server takes nothing that is from nobody. */
function mailsHaveSender({
  value,
  issues,
}: {
  value: { SMTP_URL?: string | undefined; MAIL_FROM?: string | undefined }
  issues: z.core.$ZodRawIssue[]
}): void {
  if (value.SMTP_URL !== undefined && value.MAIL_FROM === undefined)
    issues.push({ code: 'custom', path: ['MAIL_FROM'], input: undefined })
}

const bucket = z.object({
  S3_ENDPOINT: httpUrl,
  S3_BUCKET: z.string(),
  S3_ACCESS_KEY_ID: z.string(),
  S3_SECRET_ACCESS_KEY: z.string(),
})

const files = {
  STOREPLANE_DATA_DIR: z.string().min(1).default('.storeplane'),
  S3_REGION: z.string().default('us-east-1'),
  ...bucket.partial().shape,
}

/** A bucket needs all of its settings. */
function wholeBucket({ value, issues }: { value: object; issues: z.core.$ZodRawIssue[] }): void {
  const faults = bucket.safeParse(value).error?.issues ?? []
  if (faults.length < Object.keys(bucket.shape).length)
    for (const { path } of faults) issues.push({ code: 'custom', path, input: undefined })
}

const identityProviders = {
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GOOGLE_ISSUER: privateUrl.default('https://accounts.google.com'),
  FACEBOOK_CLIENT_ID: z.string().optional(),
  FACEBOOK_CLIENT_SECRET: z.string().optional(),
  FACEBOOK_DIALOG_URL: privateUrl.default('https://www.facebook.com/v24.0/dialog/oauth'),
  FACEBOOK_GRAPH_URL: privateUrl.default('https://graph.facebook.com/v24.0'),
}
type IdentityProviderSetting = z.output<z.ZodObject<typeof identityProviders>>

/** A client has both an id and a secret, or is not set up. */
function wholeClients({
  value,
  issues,
}: {
  value: IdentityProviderSetting
  issues: z.core.$ZodRawIssue[]
}): void {
  for (const name of ['GOOGLE', 'FACEBOOK'] as const) {
    const [id, secret] = [`${name}_CLIENT_ID`, `${name}_CLIENT_SECRET`] as const
    if ((value[id] === undefined) === (value[secret] === undefined)) continue
    issues.push({ code: 'custom', path: [value[id] === undefined ? id : secret], input: undefined })
  }
}

const controlPlane = z
  .object({
    ...common,
    ...publicSite,
    ...domains,
    ...redis,
    CONTROL_DATABASE_URL: postgresUrl,
    VAULT_KEYS: VaultKeys,
    PLATFORM_ADMIN_TOKEN: secret.optional(),
    TRUSTED_PROXIES: networkList.default(['127.0.0.1', '::1']),
    FORCE_HTTPS: z
      .stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' })
      .default(false),
    PLATFORM_ADMIN_IPS: networkList.optional(),
    PLATFORM_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(3_000),
    ...identityProviders,
  })
  .check(mailsHaveSender)
  .check(wholeClients)

const dataPlane = z
  .object({
    ...common,
    ...cache,
    ...rates,
    ...paymentProviders,
    ...targets,
    ...documents,
    ...files,
    ...mails,
    WORKER_PORT: port.default(8081),
    SHARD_NAME: z.string().regex(/^[a-z0-9-]{1,63}$/, 'must be a short lower-case name'),
    SHARD_DATABASE_URL: postgresUrl,
    VAULT_KEYS: VaultKeys,
  })
  .check(wholeBucket)
  .check(mailsHaveSender)

const local = z
  .object({
    ...cache,
    ...domains,
    ...rates,
    ...paymentProviders,
    ...targets,
    ...documents,
    ...files,
    LOG_LEVEL: common.LOG_LEVEL.default('warn'),
    METRICS_PORT: common.METRICS_PORT,
    DB_POOL_SIZE: common.DB_POOL_SIZE,
    ...publicSite,
    TRUSTED_PROXIES: controlPlane.shape.TRUSTED_PROXIES,
    FORCE_HTTPS: controlPlane.shape.FORCE_HTTPS,
    PLATFORM_ADMIN_IPS: controlPlane.shape.PLATFORM_ADMIN_IPS,
    ...identityProviders,
    PLATFORM_REQUESTS_PER_MINUTE: controlPlane.shape.PLATFORM_REQUESTS_PER_MINUTE,
    // Postgres needs the other half of the cores.
    PROCESSES: z.coerce
      .number()
      .int()
      .min(1)
      .max(64)
      .default(Math.max(1, Math.floor(availableParallelism() / 2))),
    CONTROL_DATABASE_URL: postgresUrl.optional(),
    DEMO_STORES: z.enum(['full', 'small', 'none']).default('full'),
  })
  .check(wholeBucket)
  .check(mailsHaveSender)
  .check(wholeClients)

export type ControlPlaneConfig = z.output<typeof controlPlane>
export type DataPlaneConfig = z.output<typeof dataPlane>
export type LocalConfig = z.output<typeof local>

/** A start refused because of its settings; the message lists every fault. */
class ConfigError extends StartError {
  // EX_CONFIG
  override readonly exitCode = 78
}

function parse<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  // An empty value in a .env file means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) =>
    given[String(issue.path[0])] === undefined
      ? `  ${issue.path.join('.')} is required`
      : `  ${issue.path.join('.')}: ${issue.message}`,
  )
  throw new ConfigError(
    `Storeplane cannot start with these settings:\n${faults.join('\n')}\nSee .env.example.`,
  )
}

/** Reads `.env` in the working directory, if there is one. What the environment says already goes before it. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile()
}

/** Settings of the gateway and the platform API. Throws ConfigError. */
export const controlPlaneConfig = (env = process.env): ControlPlaneConfig => parse(controlPlane, env)
/** Settings of a worker bound to one shard. Throws ConfigError. */
export const dataPlaneConfig = (env = process.env): DataPlaneConfig => parse(dataPlane, env)
/** Settings of the whole platform on one machine (`npm start`). Throws ConfigError. */
export const localConfig = (env = process.env): LocalConfig => parse(local, env)

/** Scheme and host by which people reach an installation with these settings. */
export const publicUrlOf = (config: ControlPlaneConfig | LocalConfig): string =>
  new URL(config.PUBLIC_URL ?? `http://${config.BASE_DOMAIN}:${config.PORT}`).origin

/** The mail server, if there is one. */
export const smtpOf = ({ SMTP_URL, MAIL_FROM }: Pick<LocalConfig, 'SMTP_URL' | 'MAIL_FROM'>) =>
  SMTP_URL === undefined || MAIL_FROM === undefined ? undefined : { url: SMTP_URL, from: MAIL_FROM }
/** What a rotation of the vault needs. Throws ConfigError. */
export const vaultConfig = (env = process.env): Pick<DataPlaneConfig, 'VAULT_KEYS'> =>
  parse(z.object({ VAULT_KEYS: VaultKeys }), env)

/** Where a worker with these settings keeps files. */
export function filesConfig(config: DataPlaneConfig | LocalConfig): FilesConfig {
  const dir = resolve(config.STOREPLANE_DATA_DIR, 'media')
  const { data } = bucket.safeParse(config)
  if (data === undefined) return { dir }
  const s3 = {
    endpoint: data.S3_ENDPOINT.replace(/\/$/, ''),
    region: config.S3_REGION,
    bucket: data.S3_BUCKET,
    accessKeyId: data.S3_ACCESS_KEY_ID,
    secretAccessKey: data.S3_SECRET_ACCESS_KEY,
  }
  return { dir, s3 }
}

/** Where each payment provider is, by its name; those that are not named are at their own addresses. */
export const paymentUrlsOf = (config: DataPlaneConfig | LocalConfig): Readonly<Record<string, string>> =>
  defined({
    stripe: config.STRIPE_API_URL,
    paypal: config.PAYPAL_API_URL,
    razorpay: config.RAZORPAY_API_URL,
    paytm: config.PAYTM_API_URL,
  })

/** What people may sign in by beside a password. */
export function identityProvidersOf(config: ControlPlaneConfig | LocalConfig) {
  const client = (clientId: string | undefined, clientSecret: string | undefined) =>
    clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret }
  const google = client(config.GOOGLE_CLIENT_ID, config.GOOGLE_CLIENT_SECRET)
  const facebook = client(config.FACEBOOK_CLIENT_ID, config.FACEBOOK_CLIENT_SECRET)
  return {
    google: google && { ...google, issuer: config.GOOGLE_ISSUER },
    facebook: facebook && {
      ...facebook,
      dialogUrl: config.FACEBOOK_DIALOG_URL,
      graphUrl: config.FACEBOOK_GRAPH_URL,
    },
  }
}
