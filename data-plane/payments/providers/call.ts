// One HTTP call to a provider: bounded in time and size, and whatever goes wrong says whether it may have happened.
import { ProviderError } from './provider.ts'

export type Answered = { status: number; ok: boolean; headers: Headers; text: string }

/**
 * Sends a request and gives the answer, also one that refuses (4xx). Throws ProviderError `unknown` when none came, or the
 * provider itself failed (5xx, 408, 429).
 */
export async function callProvider(
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; timeoutMs: number },
): Promise<Answered> {
  let answered: Answered
  try {
    const { timeoutMs, ...request } = init
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { ...request, redirect: 'error', signal })
    const { status, ok, headers } = response
    answered = { status, ok, headers, text: await response.text() }
  } catch (error) {
    const name = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'no_answer'
    throw new ProviderError('unknown', name, 'The payment provider did not answer.')
  }
  const { status } = answered
  if (status >= 500 || status === 408 || status === 429)
    throw new ProviderError('unknown', `http_${status}`, `The payment provider answered ${status}.`)
  return answered
}

/** The JSON of an answer. Throws ProviderError `unknown` when it is none. */
export function jsonOf({ text }: Answered): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProviderError('unknown', 'not_json', 'The payment provider answered something else than JSON.')
  }
}
