// What Paytm tells: a form with CHECKSUMHASH about payments (also brought by the shopper's browser), and JSON with the checksum
// in its head about refunds (paytmpayments.com/docs/payment-status and …/success-refund-webhook).
import { z } from 'zod'
import { isChecksumOf, signedText } from './checksum.ts'

const CHECKSUM = 'CHECKSUMHASH'

/** Whether the fields of a form were signed by the merchant's key. */
export function isSignedForm(fields: Readonly<Record<string, string>>, key: string): boolean {
  const { [CHECKSUM]: checksum = '', ...signed } = fields
  return isChecksumOf(checksum, signedText(signed), key)
}

const Form = z.object({ MID: z.string(), ORDERID: z.string(), STATUS: z.string().optional() })
const Json = z.object({
  head: z.object({ signature: z.string() }),
  body: z.object({ mid: z.string(), orderId: z.string(), status: z.string().optional() }),
})

/** `signed`: the text that the checksum is made of, the same for each repetition. */
export type Told = { mid: string; orderId: string; type: string; signed: string }

/** Reads a webhook. Undefined when its checksum is not by the merchant's key, or it is not as Paytm sends them. */
export function readWebhook(text: string, key: string): Told | undefined {
  return text.trimStart().startsWith('{') ? readJson(text, key) : readForm(text, key)
}

function readForm(text: string, key: string): Told | undefined {
  const fields = Object.fromEntries(new URLSearchParams(text))
  const form = Form.safeParse(fields)
  if (!form.success || !isSignedForm(fields, key)) return undefined
  const { [CHECKSUM]: _, ...signed } = fields
  const { MID, ORDERID, STATUS = 'REFUND' } = form.data
  return { mid: MID, orderId: ORDERID, type: STATUS, signed: signedText(signed) }
}

function readJson(text: string, key: string): Told | undefined {
  const signed = bodyOf(text)
  if (signed === undefined) return undefined
  // `body` is read from the text that was signed, not from wherever else it may stand.
  const parsed = Json.safeParse({ head: parse(text)?.head, body: parse(signed) })
  if (!parsed.success || !isChecksumOf(parsed.data.head.signature, signed, key)) return undefined
  const { mid, orderId, status = 'REFUND' } = parsed.data.body
  return { mid, orderId, type: status, signed }
}

/** The text of `body` as it stands there, since written anew it may differ. */
function bodyOf(text: string): string | undefined {
  const start = /"body"\s*:\s*(?=\{)/.exec(text)
  if (start === null) return undefined
  const from = start.index + start[0].length
  let depth = 0
  for (const { 0: token, index } of text.slice(from).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') depth += 1
    if (token === '}') depth -= 1
    if (depth === 0) return text.slice(from, from + index + 1)
  }
  return undefined
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
