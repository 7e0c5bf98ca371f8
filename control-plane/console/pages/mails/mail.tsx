import { Alert, Button, Code, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { ButtonLink } from '../../parts/links.tsx'
import { ProblemAlert, tell, useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { Loading } from '../../shell/states.tsx'
import { mailNameOf, TONES } from './names.ts'
import { PreviewFrame } from './preview-frame.tsx'
import { useText } from './text.ts'

export default function Mail() {
  const { mailId = '' } = useParams({ strict: false }) as { mailId?: string }
  const { id, admin } = useStore()
  const { data, error, refetch } = useQuery({
    queryKey: [id, 'message', mailId],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/messages/{message_id}', { params: { path: { message_id: mailId } } })),
  })
  if (data !== undefined) return <Shown mail={data} />
  return error === null ? <Loading /> : <ProblemAlert error={error} retry={() => void refetch()} />
}

function Shown({ mail }: { mail: Admin['Message'] }) {
  const t = useText()
  const f = useFormat()
  const { slug, can } = useStore()
  const { subject, template, language, recipient, created_at, status, error, template_error } = mail
  return (
    <>
      <PageHeader
        title={<bdi>{subject}</bdi>}
        badge={<StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>}
        text={`${mailNameOf(t, template)} · ${f.languageName(language)} · ${recipient} · ${f.dateTime(created_at)}`}
        back={{ to: `/stores/${slug}/mails`, label: t('outbox') }}
      >
        {mail.order_id !== null && can('orders:read') && (
          <ButtonLink variant="default" to={`/stores/${slug}/orders/${mail.order_id}`}>
            {t('openOrder')}
          </ButtonLink>
        )}
        {can('store:write') && status !== 'stored' && <Resend id={mail.id} />}
      </PageHeader>
      <Stack>
        {status === 'stored' && (
          <Alert variant="light" color="blue">
            {t('storedHint')}
          </Alert>
        )}
        {error !== null && (
          <Alert variant="light" color="red" title={t('serverSaid')}>
            <bdi>{error}</bdi>
          </Alert>
        )}
        {template_error !== null && (
          <Alert variant="light" color="orange" title={t('templateError')}>
            <bdi>{template_error}</bdi>
          </Alert>
        )}
        <Content text={mail.body} html={mail.html} subject={subject} />
      </Stack>
    </>
  )
}

function Resend({ id }: { id: string }) {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const tellProblem = useTellProblem()
  const [isBusy, setBusy] = useState(false)
  const resend = async () => {
    setBusy(true)
    try {
      const made = await dataOf(
        admin.POST('/admin/v1/messages/{message_id}/resend', { params: { path: { message_id: id } } }),
      )
      tell(t('resent'))
      await client.invalidateQueries({ queryKey: [storeId, 'messages'] })
      await navigate({ to: `/stores/${slug}/mails/${made.id}` })
    } catch (error) {
      tellProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button leftSection={<IconSend size={16} aria-hidden />} loading={isBusy} onClick={() => void resend()}>
      {t('resend')}
    </Button>
  )
}

/** What a mail says, as HTML and as plain text. */
export function Content({
  text,
  html,
  subject,
}: {
  text: string | null
  html: string | null
  subject: string
}) {
  const t = useText()
  const [form, setForm] = useState<'html' | 'text'>(html === null ? 'text' : 'html')
  if (text === null && html === null) return <Text c="dimmed">{t('notKept')}</Text>
  return (
    <Stack gap="sm">
      {html !== null && text !== null && (
        <SegmentedControl
          aria-label={t('form')}
          value={form}
          onChange={setForm}
          transitionDuration={0}
          style={{ alignSelf: 'start' }}
          data={[
            { value: 'html', label: t('form.html') },
            { value: 'text', label: t('form.text') },
          ]}
        />
      )}
      {form === 'html' && html !== null ? (
        <PreviewFrame html={html} title={`${t('preview')}: ${subject}`} />
      ) : (
        <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} dir="auto">
          {text}
        </Code>
      )}
    </Stack>
  )
}
