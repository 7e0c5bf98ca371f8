import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useCommon } from '../i18n/common.ts'

/** Searches while one types. `value` is what is searched for now, such as a filter of the address. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  const t = useCommon()
  const [typed, setTyped] = useState(value ?? '')
  const search = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), 300)
  // Another link may have changed the address.
  useEffect(() => setTyped((before) => (before.trim() === (value ?? '') ? before : (value ?? ''))), [value])
  const change = (text: string) => {
    setTyped(text)
    search(text)
  }
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed !== '' && <CloseButton size="sm" aria-label={t('discard')} onClick={() => change('')} />
      }
      style={{ flex: 1, minWidth: 220 }}
    />
  )
}
