import { Alert, Button, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useMarkets } from '../../../api/choices.ts'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { CopyField } from '../../../parts/copy-field.tsx'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useUndoable } from '../../../parts/undoable.ts'
import { useAction } from '../../../parts/use-action.ts'
import { useStoreSettings } from '../orders/order-data.ts'
import { GatewayFields, type GatewayValues, valuesOf } from './gateway-fields.tsx'
import { GatewayBadge, Statistics } from './gateways.tsx'
import { filled, PROVIDERS } from './providers.ts'
import { useText } from './text.ts'

type Gateway = Admin['PaymentGateway']

export default function GatewayPage() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const { gatewayId = '' } = useParams({ strict: false }) as { gatewayId?: string }
  const { data: gateway } = useSuspenseQuery({
    queryKey: [id, 'gateway', gatewayId],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/payment-gateways/{payment_gateway_id}', {
          params: { path: { payment_gateway_id: gatewayId } },
        }),
      ),
  })
  const own = useStoreSettings()?.own_url
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${slug}/payment-gateways`, label: t('title') }}
        title={gateway.name}
        badge={<GatewayBadge gateway={gateway} />}
        text={PROVIDERS[gateway.provider].name}
      >
        {can('payments:write') && <Actions gateway={gateway} />}
      </PageHeader>
      {gateway.failing_since !== null && (
        <Alert color="red" mb="md">
          {t('failing', { date: format.dateTime(gateway.failing_since) })}
        </Alert>
      )}
      <NotOffered gateway={gateway} />
      <Section title={t('webhook')} text={t('webhook.text', { provider: PROVIDERS[gateway.provider].name })}>
        <CopyField
          label={t('webhook.address')}
          value={`${gateway.api_url ?? own ?? ''}${gateway.webhook_path}`}
        />
      </Section>
      <Statistics gatewayId={gateway.id} />
      {can('payments:write') ? (
        <EditGateway key={gateway.updated_at} gateway={gateway} />
      ) : (
        <Text size="sm">{t('readOnly')}</Text>
      )}
    </>
  )
}

/** A provider is offered where a market names one of its ways of paying. */
function NotOffered({ gateway: { enabled, methods } }: { gateway: Gateway }) {
  const t = useText()
  const { slug } = useStore()
  const markets = useMarkets().data?.data.filter(({ status }) => status === 'active')
  const isOffered = markets?.some(({ payment_methods }) =>
    payment_methods.some((method) => methods.includes(method)),
  )
  if (!enabled || isOffered !== false) return null
  return (
    <Alert color="orange" mb="md">
      {t('notOffered')} <PageLink to={`/stores/${slug}/markets`}>{t('notOffered.markets')}</PageLink>
    </Alert>
  )
}

const paramsOf = (gateway: Gateway) => ({ path: { payment_gateway_id: gateway.id } })

function Actions({ gateway }: { gateway: Gateway }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const undoable = useUndoable()
  const { busy, run } = useAction()
  const params = paramsOf(gateway)
  const check = () => dataOf(admin.POST('/admin/v1/payment-gateways/{payment_gateway_id}/check', { params }))
  const setEnabled = (enabled: boolean) =>
    dataOf(
      admin.PATCH('/admin/v1/payment-gateways/{payment_gateway_id}', { params, body: { enabled } }),
    ).then(() => client.invalidateQueries({ queryKey: [id, 'gateways'] }))
  const toggle = () =>
    void undoable({
      key: [id, 'gateway', gateway.id],
      apply: (data) => ({ ...(data as Gateway), enabled: !gateway.enabled }),
      write: () => setEnabled(!gateway.enabled),
      undo: () => setEnabled(gateway.enabled),
      done: t(gateway.enabled ? 'disabled' : 'enabled'),
    })
  const remove = async () => {
    await dataOf(admin.DELETE('/admin/v1/payment-gateways/{payment_gateway_id}', { params }))
    await navigate({ to: `/stores/${slug}/payment-gateways` })
    await client.invalidateQueries({ queryKey: [id, 'gateways'] })
    tell(t('deleted'))
  }
  return (
    <>
      <Button
        variant="default"
        loading={busy === 'check'}
        onClick={() => run('check', check, t('check.works'))}
      >
        {t('check')}
      </Button>
      <Button variant="default" onClick={toggle}>
        {t(gateway.enabled ? 'disable' : 'enable')}
      </Button>
      <ConfirmButton label={common('delete')} title={t('delete')} word={gateway.code} onConfirm={remove}>
        {t('delete.text')}
      </ConfirmButton>
    </>
  )
}

function EditGateway({ gateway }: { gateway: Gateway }) {
  const common = useCommon()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const { provider } = gateway
  const form = useForm<GatewayValues>({ initialValues: valuesOf(provider, gateway) })
  const save = async ({ settings, secrets, position, ...values }: GatewayValues) => {
    const body: Admin['PaymentGatewayPatch'] = {
      ...values,
      position: Number(position) || 0,
      settings: filled(settings),
      secrets: filled(secrets),
    }
    const params = paramsOf(gateway)
    await dataOf(admin.PATCH('/admin/v1/payment-gateways/{payment_gateway_id}', { params, body }))
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'gateway', gateway.id] })
    await client.invalidateQueries({ queryKey: [id, 'gateways'] })
  }
  return (
    <FormPage form={form} onSave={save}>
      <GatewayFields provider={provider} form={form} gateway={gateway} />
    </FormPage>
  )
}
