// Paytm's API: JSON with a checksum of the body's text in its head.
import { z } from 'zod'
import { callProvider, jsonOf } from '../call.ts'
import { type Account, ProviderError } from '../provider.ts'
import { checksumOf } from './checksum.ts'

// Merchants are on the one or the other, as their dashboard says.
const HOSTS = {
  'paytm.in': { live: 'https://securegw.paytm.in', sandbox: 'https://securegw-stage.paytm.in' },
  'paytmpayments.com': {
    live: 'https://secure.paytmpayments.com',
    sandbox: 'https://securestage.paytmpayments.com',
  },
}

export const Settings = z.strictObject({
  merchant_id: z
    .string()
    .regex(/^\w{1,50}$/, 'must be letters and digits')
    .meta({ description: 'Merchant ID (MID), from Developer Settings → API Keys' }),
  website: z
    .string()
    .regex(/^\w{1,50}$/, 'must be letters and digits')
    .meta({ description: 'Website name beside the merchant ID, such as DEFAULT or WEBSTAGING' }),
  domain: z
    .enum(['paytm.in', 'paytmpayments.com'])
    .default('paytm.in')
    .meta({ description: 'Where the dashboard says that the merchant ID is: paytm.in or paytmpayments.com' }),
})
export const Secrets = z.strictObject({
  merchant_key: z
    .string()
    .regex(/^[\x21-\x7e]{16}$/, 'must have 16 characters')
    .meta({ description: 'Merchant key, from Developer Settings → API Keys' }),
})

export type Merchant = { mid: string; website: string; key: string; base: string }

export function merchantOf(account: Account): Merchant {
  const { merchant_id, website, domain } = Settings.parse(account.settings)
  const { merchant_key } = Secrets.parse(account.secrets)
  const base = account.url ?? HOSTS[domain][account.live ? 'live' : 'sandbox']
  return { mid: merchant_id, website, key: merchant_key, base }
}

/** Posts a body with the merchant's id and gives that of the answer. */
export async function ask<T>(
  account: Account,
  path: string,
  body: Readonly<Record<string, unknown>>,
  schema: z.ZodType<T>,
): Promise<T> {
  const { mid, key, base } = merchantOf(account)
  // Signed is what is sent, to the letter.
  const text = JSON.stringify({ mid, ...body })
  const head = JSON.stringify({ signature: checksumOf(text, key) })
  const answered = await callProvider(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"body":${text},"head":${head}}`,
    timeoutMs: account.timeoutMs,
  })
  if (!answered.ok)
    throw new ProviderError('refused', `http_${answered.status}`, `Paytm answered ${answered.status}.`)
  const parsed = z.object({ body: schema }).safeParse(jsonOf(answered))
  if (parsed.success) return parsed.data.body
  throw new ProviderError('unknown', 'unexpected_answer', 'Paytm answered something unexpected.')
}
