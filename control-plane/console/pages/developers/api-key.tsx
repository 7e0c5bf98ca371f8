// One key: what it may, what it asked, and how it is replaced or revoked.
import { Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { localTime } from '../../i18n/local-time.ts'
import { usePermissionText } from '../../i18n/permissions.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { KeyFields, toInput } from './key-fields.tsx'
import { KeyRequests } from './key-requests.tsx'
import { KeyStatus } from './key-status.tsx'
import { ShownOnce } from './shown-once.tsx'
import { useText } from './text.ts'

type ApiKey = Platform['ApiKey']

export default function ApiKeyPage() {
  const t = useText()
  const { id, slug, can } = useStore()
  const { id: keyId = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [id, 'api-keys', keyId],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}', {
          params: { path: { tenant_id: id, api_key_id: keyId } },
        }),
      ),
  })
  const back = { to: `/stores/${slug}/api-keys`, label: t('keys.title') }
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  const key = query.data
  if (key === undefined) return <Loading />
  const isLive = key.revoked_at === null
  return (
    <>
      <PageHeader title={key.name} back={back} badge={<KeyStatus apiKey={key} />}>
        {isLive && can('api_keys:write') && <Actions apiKey={key} />}
      </PageHeader>
      <Facts apiKey={key} />
      {key.kind === 'secret' && isLive && can('api_keys:write') && <Change key={key.id} apiKey={key} />}
      {key.kind === 'secret' && <KeyRequests keyId={key.id} />}
    </>
  )
}

function Facts({ apiKey: key }: { apiKey: ApiKey }) {
  const t = useText()
  const common = useCommon()
  const format = useFormat()
  const permission = usePermissionText()
  const facts = [
    [t('keys.kind'), t(`keys.kind.${key.kind}`)],
    [t('keys.hint'), <bdi key="hint" dir="ltr">{`${key.hint}…`}</bdi>],
    [t('keys.created'), format.dateTime(key.created_at)],
    [
      t('keys.used'),
      key.last_used_at === null
        ? t('keys.never')
        : `${format.dateTime(key.last_used_at)} (${key.last_used_ip ?? '–'})`,
    ],
    ...(key.kind === 'secret'
      ? [
          [
            t('keys.scopes'),
            key.scopes.length === 0 ? common('none') : format.list(key.scopes.map(permission.name)),
          ],
        ]
      : []),
  ] as const
  return (
    <Section title={t('keys.about')}>
      <Stack gap={6}>
        {facts.map(([label, value]) => (
          <Group key={String(label)} gap="xs" align="baseline">
            <Text c="dimmed" size="sm" miw={160}>
              {label}
            </Text>
            <Text size="sm" component="div" style={{ flex: 1, minWidth: 200 }}>
              {value}
            </Text>
          </Group>
        ))}
      </Stack>
    </Section>
  )
}

function Change({ apiKey }: { apiKey: ApiKey }) {
  const t = useText()
  const common = useCommon()
  const { id } = useStore()
  const client = useQueryClient()
  const form = useForm({
    initialValues: {
      name: apiKey.name,
      scopes: apiKey.scopes,
      allowed_ips: apiKey.allowed_ips.join('\n'),
      expires_at: localTime(apiKey.expires_at),
    },
  })
  const save = async (values: typeof form.values) => {
    await dataOf(
      platform.PATCH('/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}', {
        params: { path: { tenant_id: id, api_key_id: apiKey.id } },
        body: toInput(values),
      }),
    )
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'api-keys'] })
  }
  return (
    <FormPage form={form} onSave={save}>
      <Section title={t('keys.what')}>
        <TextInput label={t('keys.name')} required {...form.getInputProps('name')} />
      </Section>
      <KeyFields form={form} />
    </FormPage>
  )
}

const GRACE = [0, 3_600, 86_400, 604_800] as const

function Actions({ apiKey }: { apiKey: ApiKey }) {
  const t = useText()
  const common = useCommon()
  const { id } = useStore()
  const client = useQueryClient()
  const [grace, setGrace] = useState('86400')
  const [fresh, setFresh] = useState<string>()
  const path = { tenant_id: id, api_key_id: apiKey.id }
  const refresh = () => client.invalidateQueries({ queryKey: [id, 'api-keys'] })
  const rotate = async () => {
    const answer = await dataOf(
      platform.POST('/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}/rotate', {
        params: { path },
        body: { grace_seconds: Number(grace) },
      }),
    )
    setFresh(answer.key)
  }
  const revoke = async () => {
    await dataOf(
      platform.DELETE('/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}', { params: { path } }),
    )
    tell(t('keys.wasRevoked'))
    await refresh()
  }
  return (
    <>
      <ConfirmButton
        label={t('keys.rotate')}
        title={t('keys.rotate')}
        color="blue"
        variant="default"
        onConfirm={rotate}
      >
        <Text mb="sm">{t('keys.rotateText')}</Text>
        <Select
          label={t('keys.grace')}
          allowDeselect={false}
          value={grace}
          onChange={(value) => setGrace(value ?? '0')}
          data={GRACE.map((seconds) => ({ value: String(seconds), label: t(`keys.grace.${seconds}`) }))}
        />
      </ConfirmButton>
      <ConfirmButton label={t('keys.revoke')} title={t('keys.revokeTitle')} onConfirm={revoke}>
        <Text>{t('keys.revokeText')}</Text>
      </ConfirmButton>
      <Modal
        opened={fresh !== undefined}
        onClose={() => {
          setFresh(undefined)
          void refresh()
        }}
        title={t('keys.rotated')}
        size="lg"
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <ShownOnce value={fresh ?? ''} />
      </Modal>
    </>
  )
}
