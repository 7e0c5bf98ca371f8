import { Group, Text } from '@mantine/core'

export const Logo = () => (
  <Group gap="xs" wrap="nowrap">
    <img src="/icon.svg" alt="" width={28} height={28} />
    <Text fw={700} size="lg" component="span">
      Storeplane
    </Text>
  </Group>
)
