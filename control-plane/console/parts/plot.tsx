// A plot, and the same as a table for those who cannot see it or want to read the figures.
import { Button, Group, Skeleton, Table } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense } from 'react'
import { useCommon } from '../i18n/common.ts'
import type { PlotProps } from './plot-props.ts'

const Drawing = lazy(() => import('./plot-drawing.tsx'))

export function Plot(props: PlotProps) {
  const t = useCommon()
  const [asTable, { toggle }] = useDisclosure(false)
  const { height = 240, label } = props
  return (
    <div>
      {asTable ? (
        <Values {...props} />
      ) : (
        <div role="img" aria-label={label}>
          <Suspense fallback={<Skeleton height={height} />}>
            <Drawing {...props} />
          </Suspense>
        </div>
      )}
      <Group justify="flex-end" mt={4}>
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={toggle}
          aria-label={`${label}: ${t(asTable ? 'plot.chart' : 'plot.table')}`}
        >
          {t(asTable ? 'plot.chart' : 'plot.table')}
        </Button>
      </Group>
    </div>
  )
}

const Values = ({ points, series, axis, label, write, height = 240 }: PlotProps) => (
  <Table.ScrollContainer
    minWidth={0}
    mah={Math.max(height, 240)}
    scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
  >
    <Table aria-label={label} stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{axis}</Table.Th>
          {series.map(({ key, label }) => (
            <Table.Th key={key} scope="col" ta="end">
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {points.map((point) => (
          <Table.Tr key={point.label}>
            <Table.Th scope="row" fw={400}>
              {point.label}
            </Table.Th>
            {series.map(({ key }) => {
              const value = point[key]
              return (
                <Table.Td key={key} ta="end">
                  {typeof value === 'number' ? write(value) : '–'}
                </Table.Td>
              )
            })}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Table.ScrollContainer>
)
