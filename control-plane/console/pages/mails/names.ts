import type { useText } from './text.ts'

type Text = ReturnType<typeof useText>

/** What a kind of mail is called; one that we have no word for by its own name. */
export function mailNameOf(t: Text, name: string): string {
  const key = `mail.${name}`
  const text = t(key as Parameters<Text>[0])
  return text === key ? name : text
}

export const STATUSES = ['stored', 'queued', 'sent', 'failed', 'suppressed'] as const
export const TONES = {
  stored: 'plain',
  queued: 'waiting',
  sent: 'good',
  failed: 'bad',
  suppressed: 'plain',
} as const
