// Jobs of one state, and what can be done about them.
import { Button, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageLink } from '../../parts/links.tsx'
import { tell } from '../../parts/notices.tsx'
import { inRows, useUndoable } from '../../parts/undoable.ts'
import { useText } from './text.ts'

type Job = Platform['PlatformJob']
type Choice = { queue: string; jobs?: string[] }

const STATES = ['failed', 'waiting', 'active', 'cancelled'] as const
const REFETCH_MS = 10_000

export function Jobs({ place }: { place: string }) {
  const t = useText()
  const format = useFormat()
  const [{ state: wanted, queue }, setFilters] = useFilters()
  const state = STATES.find((state) => state === wanted) ?? 'failed'
  const list = useList<Job>(
    ['platform', 'jobs', place, state, queue],
    (cursor) =>
      dataOf(
        platform.GET('/platform/v1/queues/{shard}/jobs', {
          params: { path: { shard: place }, query: { limit: 50, state, queue, cursor } },
        }),
      ),
    { refetchInterval: REFETCH_MS },
  )
  return (
    <Stack>
      <Group align="flex-end" justify="space-between">
        <Group align="flex-end">
          <Select
            label={t('jobs.state')}
            value={state}
            onChange={(value) => setFilters({ state: value === 'failed' ? undefined : (value ?? undefined) })}
            data={STATES.map((value) => ({ value, label: t(`jobs.state.${value}`) }))}
            allowDeselect={false}
          />
          <TextInput
            key={queue ?? ''}
            label={t('queues.name')}
            defaultValue={queue ?? ''}
            placeholder={t('tenants.any')}
            onBlur={(event) => setFilters({ queue: event.currentTarget.value.trim() || undefined })}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          />
        </Group>
        {state === 'failed' && queue !== undefined && list.rows.length > 0 && (
          <RetryAll place={place} queue={queue} />
        )}
      </Group>
      <DataTable
        list={list}
        label={t(`jobs.state.${state}`)}
        rowKey={({ id }) => id}
        columns={[
          { key: 'queue', label: t('queues.name'), cell: (job) => <What job={job} /> },
          { key: 'tenants', label: t('jobs.stores'), cell: (job) => <Stores job={job} /> },
          { key: 'error', label: t('jobs.error'), cell: ({ error }) => error ?? '–' },
          {
            key: 'tries',
            label: t('jobs.tries'),
            align: 'end',
            cell: ({ tries, max_tries }) =>
              t('shards.roomOf', { now: format.number(tries), most: format.number(max_tries) }),
          },
          {
            key: 'when',
            label: t('jobs.when'),
            cell: ({ ended_at, started_at, due_at }) => format.dateTime(ended_at ?? started_at ?? due_at),
          },
          { key: 'do', label: '', cell: (job) => <Actions {...{ place, job }} /> },
        ]}
        empty={<Empty text={t(`jobs.none.${state}`)} />}
      />
    </Stack>
  )
}

const What = ({ job: { queue, data, id } }: { job: Job }) => (
  <details>
    <summary>
      <code>{queue}</code>
    </summary>
    <Code block dir="ltr" mt={4} tabIndex={0}>
      {JSON.stringify({ job: id, ...data }, null, 1)}
    </Code>
  </details>
)

const SHOWN = 3

function Stores({ job: { tenants } }: { job: Job }) {
  const t = useText()
  if (tenants.length === 0) return '–'
  return (
    <Stack gap={2}>
      {tenants.slice(0, SHOWN).map(({ id, name }) => (
        <PageLink key={id} to={`/platform/tenants/${id}`} size="sm">
          {name}
        </PageLink>
      ))}
      {tenants.length > SHOWN && (
        <Text size="sm">{t('jobs.moreStores', { count: tenants.length - SHOWN })}</Text>
      )}
    </Stack>
  )
}

const retry = (place: string, body: Choice) =>
  dataOf(
    platform.POST('/platform/v1/queues/{shard}/jobs/retry', { params: { path: { shard: place } }, body }),
  )

function Actions({ place, job }: { place: string; job: Job }) {
  const t = useText()
  const client = useQueryClient()
  const change = useUndoable()
  const choice = { queue: job.queue, jobs: [job.id] }
  const key = ['platform', 'jobs', place, job.state]
  const apply = inRows<Job>((row) => (row.id === job.id ? undefined : row))
  const runAgain = async () => {
    await change({ key, apply, write: () => retry(place, choice), done: t('jobs.retried') })
    await client.invalidateQueries({ queryKey: ['platform', 'queues', place] })
  }
  const cancel = () =>
    change({
      key,
      apply,
      write: () =>
        dataOf(
          platform.POST('/platform/v1/queues/{shard}/jobs/cancel', {
            params: { path: { shard: place } },
            body: choice,
          }),
        ),
      done: t('jobs.cancelled'),
      undo: () => retry(place, choice),
    })
  const canRun = job.state === 'failed' || job.state === 'cancelled'
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={`${t(canRun ? 'jobs.retry' : 'jobs.cancel')}: ${job.queue}`}
      onClick={() => void (canRun ? runAgain() : cancel())}
    >
      {t(canRun ? 'jobs.retry' : 'jobs.cancel')}
    </Button>
  )
}

function RetryAll({ place, queue }: { place: string; queue: string }) {
  const t = useText()
  const client = useQueryClient()
  const run = async () => {
    const { affected } = await retry(place, { queue })
    tell(t('jobs.retriedAll', { count: affected }))
    await client.invalidateQueries({ queryKey: ['platform', 'jobs', place] })
  }
  return (
    <ConfirmButton
      label={t('jobs.retryAll')}
      title={t('jobs.retryAllTitle', { queue })}
      color="indigo"
      onConfirm={run}
    >
      {t('jobs.retryAllText')}
    </ConfirmButton>
  )
}
