import { Alert } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { CopyField } from '../../parts/copy-field.tsx'
import { useText } from './text.ts'

/** A new key, which nobody can look up later. */
export function ShownOnce({ value }: { value: string }) {
  const t = useText()
  return (
    <Alert color="yellow" icon={<IconKey aria-hidden />} title={t('keys.onceTitle')} role="status">
      {t('keys.once')}
      <CopyField label={t('keys.key')} value={value} />
    </Alert>
  )
}
