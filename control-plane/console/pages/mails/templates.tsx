import { Group, Stack, Switch, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { currentLanguage } from '../../i18n/text.ts'
import { PageLink } from '../../parts/links.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useUndoable } from '../../parts/undoable.ts'
import { Loading } from '../../shell/states.tsx'
import { mailNameOf } from './names.ts'
import { useText } from './text.ts'

type Kind = Admin['MessageTemplates']['data'][number]

export default function Templates() {
  const t = useText()
  const { id, admin } = useStore()
  const { data, error, refetch } = useQuery({
    queryKey: [id, 'message-templates'],
    queryFn: () => dataOf(admin.GET('/admin/v1/message-templates')),
  })
  const groups = (['customer', 'staff'] as const).map((to) => ({
    to,
    kinds: data?.data.filter((kind) => kind.to === to) ?? [],
  }))
  return (
    <>
      <PageHeader title={t('templates')} text={t('templatesText')} />
      {error !== null && data === undefined ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading />
      ) : (
        <Stack gap="xl">
          {groups.map(({ to, kinds }) => (
            <section key={to}>
              <Text component="h2" fw={600} size="lg" mb="xs">
                {t(`to.${to}`)}
              </Text>
              <Kinds kinds={kinds} label={t(`to.${to}`)} />
            </section>
          ))}
        </Stack>
      )}
    </>
  )
}

function Kinds({ kinds, label }: { kinds: readonly Kind[]; label: string }) {
  const t = useText()
  const f = useFormat()
  const { slug } = useStore()
  const languageFor = ({ languages, own_languages }: Kind) =>
    own_languages[0] ?? languages.find((language) => language === currentLanguage()) ?? 'en'
  return (
    <Table.ScrollContainer minWidth={460} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={label} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('kind')}</Table.Th>
            <Table.Th scope="col">{t('ownWords')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('isSent')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {kinds.map((kind) => (
            <Table.Tr key={kind.name}>
              <Table.Th scope="row" fw={400}>
                <Group gap="xs">
                  <PageLink to={`/stores/${slug}/mail-templates/${kind.name}/${languageFor(kind)}`}>
                    {mailNameOf(t, kind.name)}
                  </PageLink>
                  {kind.marketing && <StatusBadge tone="info">{t('marketing')}</StatusBadge>}
                </Group>
              </Table.Th>
              <Table.Td>
                {kind.own_languages.length === 0
                  ? t('byDefault')
                  : f.list(kind.own_languages.map((language) => f.languageName(language)))}
              </Table.Td>
              <Table.Td ta="end">
                <OnOff kind={kind} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function OnOff({ kind: { name, enabled } }: { kind: Kind }) {
  const t = useText()
  const { id, admin, can } = useStore()
  const change = useUndoable()
  const write = (enabled: boolean) => () =>
    dataOf(
      admin.PATCH('/admin/v1/message-templates/{name}', { params: { path: { name } }, body: { enabled } }),
    )
  const label = mailNameOf(t, name)
  const set = (wanted: boolean) =>
    change({
      key: [id, 'message-templates'],
      apply: (data) => ({
        data: (data as Admin['MessageTemplates']).data.map((kind) =>
          kind.name === name ? { ...kind, enabled: wanted } : kind,
        ),
      }),
      write: write(wanted),
      undo: write(!wanted),
      done: t(wanted ? 'switchedOn' : 'switchedOff', { name: label }),
    })
  return (
    <Switch
      display="inline-block"
      aria-label={`${t('isSent')}: ${label}`}
      checked={enabled}
      disabled={!can('store:write')}
      onChange={(event) => void set(event.currentTarget.checked)}
    />
  )
}
