import { SimpleGrid } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useStoreSettings } from '../orders/order-data.ts'
import { GatewayFields, type GatewayValues, valuesOf } from './gateway-fields.tsx'
import { filled, isProvider, PROVIDER_NAMES, PROVIDERS, type Provider } from './providers.ts'
import { useText } from './text.ts'

export default function NewGateway() {
  const t = useText()
  const { slug } = useStore()
  const [{ provider }] = useFilters()
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${slug}/payment-gateways`, label: t('title') }}
        title={isProvider(provider) ? t('new.of', { provider: PROVIDERS[provider].name }) : t('new')}
        text={t('new.text')}
      />
      {isProvider(provider) ? (
        <NewOf key={provider} provider={provider} />
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
          {PROVIDER_NAMES.map((name) => (
            <ButtonLink key={name} to="." search={{ provider: name } as never} variant="default" size="lg">
              {PROVIDERS[name].name}
            </ButtonLink>
          ))}
        </SimpleGrid>
      )}
    </>
  )
}

function NewOf({ provider }: { provider: Provider }) {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const own = useStoreSettings()?.own_url
  const form = useForm<GatewayValues>({ initialValues: valuesOf(provider) })
  const save = async ({ settings, secrets, position, code, ...values }: GatewayValues) => {
    const body: Admin['PaymentGatewayInput'] = {
      ...values,
      provider,
      ...(code.trim() !== '' && { code: code.trim() }),
      // Where shoppers come back to from providers that have pages of their own.
      ...(own && { api_url: own.replace(/\/$/, '') }),
      position: Number(position) || 0,
      settings: filled(settings),
      secrets: filled(secrets),
    }
    const gateway = await dataOf(admin.POST('/admin/v1/payment-gateways', { body }))
    await client.invalidateQueries({ queryKey: [id, 'gateways'] })
    tell(t('created'))
    await navigate({ to: `/stores/${slug}/payment-gateways/${gateway.id}` })
  }
  return (
    <FormPage form={form} onSave={save} saveLabel={t('create')} isNew>
      <GatewayFields provider={provider} form={form} />
    </FormPage>
  )
}
