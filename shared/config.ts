// Every setting of the product: parsed once at start, handed on as values. Nothing else reads the environment.
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { FilesConfig } from './files/open.ts'
import { StartError } from './process.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
const secret = z.string().min(32, 'must have at least 32 characters')

const common = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  METRICS_PORT: port.default(9464),
  DB_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(8),
  INTERNAL_TOKEN_SECRET: secret,
}

const cache = {
  CACHE_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(64 * 1024 * 1024),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' }).optional(),
}

const rates = {
  EXCHANGE_RATES_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .default('https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml'),
}

const bucket = z.object({
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }),
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

const controlPlane = z.object({
  ...common,
  PORT: port.default(8080),
  BASE_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a lower-case host name without port')
    .default('localhost'),
  CONTROL_DATABASE_URL: postgresUrl,
  PLATFORM_ADMIN_TOKEN: secret.optional(),
})

const dataPlane = z
  .object({
    ...common,
    ...cache,
    ...rates,
    ...files,
    WORKER_PORT: port.default(8081),
    SHARD_NAME: z.string().regex(/^[a-z0-9-]{1,63}$/, 'must be a short lower-case name'),
    SHARD_DATABASE_URL: postgresUrl,
  })
  .check(wholeBucket)

const local = z
  .object({
    ...cache,
    ...rates,
    ...files,
    LOG_LEVEL: common.LOG_LEVEL.default('warn'),
    METRICS_PORT: common.METRICS_PORT,
    DB_POOL_SIZE: common.DB_POOL_SIZE,
    PORT: controlPlane.shape.PORT,
    BASE_DOMAIN: controlPlane.shape.BASE_DOMAIN,
    // Postgres needs the other half of the cores.
    PROCESSES: z.coerce
      .number()
      .int()
      .min(1)
      .max(64)
      .default(Math.max(1, Math.floor(availableParallelism() / 2))),
    CONTROL_DATABASE_URL: postgresUrl.optional(),
  })
  .check(wholeBucket)

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
