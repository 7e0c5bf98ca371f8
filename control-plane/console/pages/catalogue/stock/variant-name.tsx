import { Text } from '@mantine/core'

/** A variant in a table, with its SKU below. */
export const VariantName = ({ name, sku }: { name: string; sku: string | null | undefined }) => (
  <>
    {name}
    {sku && (
      <Text size="xs" c="dimmed" dir="ltr">
        {sku}
      </Text>
    )}
  </>
)
