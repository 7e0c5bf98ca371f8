// Why one request was refused, and what would have let it pass.
import { Code, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { Empty } from '../../parts/data-table.tsx'
import { Section } from '../../parts/form-page.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

export default function RefusalPage() {
  const t = useText()
  const { id, slug } = useStore()
  const { id: requestId = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [id, 'refusals', requestId],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/refusals/{request_id}', {
          params: { path: { tenant_id: id, request_id: requestId } },
        }),
      ),
  })
  return (
    <>
      <PageHeader
        title={t('refusals.whyTitle')}
        text={<bdi dir="ltr">{requestId}</bdi>}
        back={{ to: `/stores/${slug}/refusals`, label: t('refusals.title') }}
      />
      {query.error && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data?.refusal && <Explanation refusal={query.data.refusal} />}
      {query.data && query.data.refusal === null && <Counted counted={query.data.counted} />}
    </>
  )
}

function Explanation({ refusal }: { refusal: Platform['Refusal'] }) {
  const t = useText()
  const format = useFormat()
  const { status, code, because, would_pass_with, needed, had, method, path, at, principal } = refusal
  return (
    <Section title={<StatusBadge tone="bad">{`${status} ${code}`}</StatusBadge>}>
      <Stack>
        <div>
          <Text fw={600}>{t('refusals.because')}</Text>
          <Text>{because}</Text>
        </div>
        <div>
          <Text fw={600}>{t('refusals.wouldPass')}</Text>
          <Text>{would_pass_with}</Text>
        </div>
        <List size="sm">
          {needed !== null && (
            <List.Item>
              {t('refusals.needed')} <Code>{needed}</Code>
            </List.Item>
          )}
          {had !== null && (
            <List.Item>
              {t('refusals.had')} <Code>{had}</Code>
            </List.Item>
          )}
          <List.Item>
            {t('requests.what')}: <Code dir="ltr">{`${method} ${path}`}</Code>
          </List.Item>
          <List.Item>
            {t('refusals.who')}: {principal.kind} {principal.hint !== null && <Code>{principal.hint}</Code>} (
            {refusal.client_address})
          </List.Item>
          <List.Item>
            {t('requests.at')}: {format.dateTime(at)}
          </List.Item>
        </List>
      </Stack>
    </Section>
  )
}

/** In a flood of refusals only their number is kept. */
function Counted({ counted }: { counted: readonly Platform['RefusalCount'][] }) {
  const t = useText()
  const format = useFormat()
  if (counted.length === 0) return <Empty text={t('refusals.unknown')} />
  return (
    <Section title={t('refusals.counted')} text={t('refusals.countedHelp')}>
      <List>
        {counted.map(({ code, rule, because, would_pass_with, count, minute }) => (
          <List.Item key={`${rule} ${code} ${minute}`}>
            {count}× <Code>{code}</Code> ({format.dateTime(minute)}): {because} {would_pass_with}
          </List.Item>
        ))}
      </List>
    </Section>
  )
}
