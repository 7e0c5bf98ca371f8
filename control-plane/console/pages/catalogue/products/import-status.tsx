import type { Admin } from '../../../api/client.ts'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { useText } from './text.ts'

const TONES = { queued: 'waiting', running: 'info', completed: 'good', failed: 'bad' } as const

export function ImportStatus({ status }: Pick<Admin['ProductImport'], 'status'>) {
  const t = useText()
  return <StatusBadge tone={TONES[status]}>{t(`imports.${status}`)}</StatusBadge>
}
