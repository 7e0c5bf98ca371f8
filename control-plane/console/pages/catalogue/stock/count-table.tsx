// What was expected, what was counted, and the difference.
import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useFormat } from '../../../i18n/format.ts'
import { useVariantNames } from './stock-data.ts'
import { useText } from './text.ts'
import { VariantName } from './variant-name.tsx'

/** `counted` is undefined where nothing was counted yet. */
export type CountedLine = { variant_id: string; onHand: number; counted?: number | undefined }

export function CountTable({
  lines,
  field,
}: {
  lines: readonly CountedLine[]
  /** In place of what was counted, to enter it. */
  field?: (line: CountedLine, name: string) => ReactNode
}) {
  const t = useText()
  const format = useFormat()
  const { nameOf, variantOf } = useVariantNames(lines.map(({ variant_id }) => variant_id))
  return (
    <Table.ScrollContainer minWidth={300} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('count.counted')} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('levels.variant')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('count.expected')}
            </Table.Th>
            <Table.Th scope="col" ta={field ? 'start' : 'end'}>
              {t('count.counted')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('count.difference')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={line.variant_id}>
              <Table.Th scope="row" fw={400}>
                <VariantName name={nameOf(line.variant_id)} sku={variantOf(line.variant_id)?.sku} />
              </Table.Th>
              <Table.Td ta="end">{format.number(line.onHand)}</Table.Td>
              <Table.Td ta={field ? 'start' : 'end'} w={130}>
                {field ? field(line, nameOf(line.variant_id)) : format.number(line.counted ?? 0)}
              </Table.Td>
              <Table.Td ta="end">
                <Difference line={line} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Difference({ line: { counted, onHand } }: { line: CountedLine }) {
  const format = useFormat()
  if (counted === undefined) return '–'
  const difference = counted - onHand
  return (
    <Text
      size="sm"
      component="span"
      {...(difference !== 0 && { fw: 600, c: difference < 0 ? 'red' : 'green' })}
    >
      {format.number(difference, { signDisplay: 'exceptZero' })}
    </Text>
  )
}
