import { Text } from '@mantine/core'

/** What staff noted about a transfer or count; nothing where they did not. */
export const Note = ({ children }: { children: string }) =>
  children === '' ? null : (
    <Text mb="md" style={{ whiteSpace: 'pre-wrap' }}>
      {children}
    </Text>
  )
