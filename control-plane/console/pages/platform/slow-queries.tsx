import { Accordion, Alert, Box, Code, Group, Select, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useFilters } from '../../api/search.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Empty } from '../../parts/data-table.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { useText } from './text.ts'
import { Panel } from './traffic.tsx'

type SlowQuery = Platform['SlowQuery']
const ORDERS = ['total', 'mean'] as const

/** The shard's statements that take the time, with their plans and what could be done. */
export function SlowQueries({ shard }: { shard: string }) {
  const t = useText()
  const client = useQueryClient()
  const [filters, setFilters] = useFilters()
  const order = filters.order === 'mean' ? 'mean' : 'total'
  const queryKey = ['platform', 'slow', shard, order]
  const path = { shard }
  const query = useQuery({
    queryKey,
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/shards/{shard}/slow-queries', {
          params: { path, query: { limit: 20, order } },
        }),
      ),
  })
  const reset = async () => {
    await dataOf(platform.POST('/platform/v1/shards/{shard}/slow-queries/reset', { params: { path } }))
    tell(t('slow.wasReset'))
    await client.invalidateQueries({ queryKey: ['platform', 'slow', shard] })
  }
  return (
    <Panel title={t('slow.title')}>
      <Group justify="space-between" align="flex-end" mb="md">
        <Select
          label={t('slow.order')}
          data={ORDERS.map((value) => ({ value, label: t(`slow.order.${value}`) }))}
          value={order}
          onChange={(value) => setFilters({ order: value === 'mean' ? value : undefined })}
          allowDeselect={false}
        />
        <ConfirmButton label={t('slow.reset')} title={t('slow.resetTitle')} color="indigo" onConfirm={reset}>
          {t('slow.resetText')}
        </ConfirmButton>
      </Group>
      {query.error !== null && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton height={120} />}
      {query.data?.data.length === 0 && <Empty text={t('slow.none')} />}
      <Accordion chevronPosition="left" order={3}>
        {query.data?.data.map((statement) => (
          <Statement key={statement.query_id} {...statement} />
        ))}
      </Accordion>
    </Panel>
  )
}

function Statement(statement: SlowQuery) {
  const t = useText()
  const format = useFormat()
  const ms = (value: number) => t('milliseconds', { ms: format.number(value, { maximumFractionDigits: 2 }) })
  const { query, query_id, calls, mean_ms, max_ms, total_ms, rows_per_call, plan, suggestions } = statement
  return (
    <Accordion.Item value={query_id}>
      <Accordion.Control>
        <Text span size="sm" ff="monospace" lineClamp={1} dir="ltr" component="span">
          {query.replaceAll(/\s+/g, ' ')}
        </Text>
        <Text span size="sm" c="dimmed">
          {t('slow.figures', { calls: format.number(calls), mean: ms(mean_ms), total: ms(total_ms) })}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">
          {suggestions.map(({ message }) => (
            <Alert key={message} color="orange" title={t('slow.suggestion')}>
              <span dir="ltr">{message}</span>
            </Alert>
          ))}
          <Text size="sm">
            {t('slow.more', {
              max: ms(max_ms),
              rows: format.number(rows_per_call, { maximumFractionDigits: 1 }),
              since: format.dateTime(statement.since),
            })}
          </Text>
          <Scrolled label={t('slow.text')}>{query}</Scrolled>
          {plan === null ? (
            <Text size="sm" c="dimmed">
              {t('slow.noPlan')}
            </Text>
          ) : (
            <Scrolled label={t('slow.plan')}>{plan.map(lineOf).join('\n')}</Scrolled>
          )}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

type Node = NonNullable<SlowQuery['plan']>[number]

/** A node of a plan as Postgres writes it. */
function lineOf({ depth, node_type, relation, index, condition, filter, estimated_rows }: Node): string {
  const on = [index && `using ${index}`, relation && `on ${relation}`].filter(Boolean).join(' ')
  const terms = [condition && `Cond: ${condition}`, filter && `Filter: ${filter}`].filter(Boolean)
  const indent = '  '.repeat(depth)
  return [
    `${indent}${node_type} ${on} (rows=${estimated_rows})`,
    ...terms.map((term) => `${indent}    ${term}`),
  ].join('\n')
}

const Scrolled = ({ label, children }: { label: string; children: string }) => (
  <Box>
    <Text size="sm" fw={600} mb={4}>
      {label}
    </Text>
    <Code
      block
      dir="ltr"
      tabIndex={0}
      mah={320}
      style={{ overflow: 'auto' }}
      role="region"
      aria-label={label}
    >
      {children}
    </Code>
  </Box>
)
