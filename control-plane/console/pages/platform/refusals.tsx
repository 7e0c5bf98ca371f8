import { Alert, Button, Code, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { isProblem } from '../../api/problem.ts'
import { useFilters } from '../../api/search.ts'
import { useFormat } from '../../i18n/format.ts'
import { Empty } from '../../parts/data-table.tsx'
import { PageLink } from '../../parts/links.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../shell/states.tsx'
import { useText } from './text.ts'
import { Panel } from './traffic.tsx'

export default function Refusals() {
  const t = useText()
  const [{ request = '' }, setFilters] = useFilters()
  const form = useForm({ initialValues: { request } })
  const look = form.onSubmit((values) => setFilters({ request: values.request.trim() || undefined }))
  return (
    <>
      <PageHeader title={t('refusals.title')} text={t('refusals.text')} />
      <form onSubmit={look}>
        <Group align="flex-end" mb="lg">
          <TextInput
            label={t('refusals.request')}
            description={t('refusals.requestText')}
            dir="ltr"
            style={{ flex: '1 1 20rem' }}
            {...form.getInputProps('request')}
          />
          <Button type="submit">{t('refusals.look')}</Button>
        </Group>
      </form>
      {request !== '' && <Explanation request={request} />}
    </>
  )
}

function Explanation({ request }: { request: string }) {
  const t = useText()
  const query = useQuery({
    queryKey: ['platform', 'refusal', request],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/refusals/{request_id}', { params: { path: { request_id: request } } }),
      ),
  })
  if (query.isPending) return <Loading />
  if (isProblem(query.error, 'not_found', 'invalid_input'))
    return <Empty title={t('refusals.unknown')} text={t('refusals.unknownText')} />
  if (query.error !== null) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  const { refusal, counted, tenant_id } = query.data
  if (refusal !== null) return <Told refusal={refusal} tenantId={tenant_id} />
  return (
    <Panel title={t('refusals.counted')}>
      <Stack>
        {counted.map(({ code, rule, because, would_pass_with, count }) => (
          <div key={`${code} ${rule}`}>
            <Text fw={600}>{t('refusals.times', { count })}</Text>
            <Text lang="en">
              {because} {would_pass_with}
            </Text>
          </div>
        ))}
      </Stack>
    </Panel>
  )
}

function Told({ refusal, tenantId }: { refusal: Platform['Refusal']; tenantId: string | null }) {
  const t = useText()
  const format = useFormat()
  const { principal, method, path, status, code, rule } = refusal
  const facts: [string, React.ReactNode][] = [
    [t('time'), format.dateTime(refusal.at)],
    [t('refusals.asked'), <Code key="asked" dir="ltr">{`${method} ${path}`}</Code>],
    [t('refusals.answer'), <Code key="answer">{`${status} ${code}`}</Code>],
    [t('refusals.rule'), <Code key="rule">{rule}</Code>],
    [t('refusals.needed'), refusal.needed ?? '–'],
    [t('refusals.had'), refusal.had ?? '–'],
    [t('refusals.who'), `${principal.kind} ${principal.hint ?? principal.id}`],
    [t('audit.address'), <Code key="address">{refusal.client_address}</Code>],
    [
      t('tenants.name'),
      tenantId === null ? (
        '–'
      ) : (
        <PageLink key="tenant" to={`/platform/tenants/${tenantId}`}>
          {t('audit.show')}
        </PageLink>
      ),
    ],
  ]
  return (
    <Stack>
      <Alert color="orange" title={t('refusals.because')}>
        <div lang="en" dir="ltr">
          {refusal.because}
        </div>
      </Alert>
      <Alert color="green" title={t('refusals.pass')}>
        <div lang="en" dir="ltr">
          {refusal.would_pass_with}
        </div>
      </Alert>
      <Panel title={t('refusals.details')}>
        <Table variant="vertical" withRowBorders={false}>
          <Table.Tbody>
            {facts.map(([label, value]) => (
              <Table.Tr key={label}>
                <Table.Th scope="row" fw={400} w="30%">
                  {label}
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
    </Stack>
  )
}
