// What can be said of the fields of these forms before they are sent. Each gives a text, or null when nothing is wrong.
import type { useText } from './text.ts'

type Words = ReturnType<typeof useText>

export const checksIn = (t: Words) => ({
  email: (value: string) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('fault.email')),
  password: (value: string) => (value.length >= 10 ? null : t('fault.password')),
  needed: (value: string) => (value.trim() === '' ? t('fault.needed') : null),
})
