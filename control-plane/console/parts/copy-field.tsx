import { Button, Group, Input, TextInput, VisuallyHidden } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useId } from 'react'
import { useCommon } from '../i18n/common.ts'

/** A value to be copied, such as a key or a DNS record. */
export function CopyField({
  label,
  value,
  description,
}: {
  label: string
  value: string
  description?: string
}) {
  const t = useCommon()
  const id = useId()
  const { copy, copied } = useClipboard({ timeout: 2_000 })
  return (
    <Input.Wrapper label={label} description={description} id={id}>
      <Group gap="xs" wrap="nowrap" mt={4}>
        <TextInput
          id={id}
          readOnly
          dir="ltr"
          value={value}
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          style={{ flex: 1 }}
        />
        <Button
          variant="default"
          onClick={() => copy(value)}
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        >
          {copied ? t('copied') : t('copy')}
          <VisuallyHidden> {label}</VisuallyHidden>
        </Button>
      </Group>
      <VisuallyHidden role="status">{copied ? t('copied') : ''}</VisuallyHidden>
    </Input.Wrapper>
  )
}
