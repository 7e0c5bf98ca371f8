import { Button, Group, Paper, Progress, Stack, Text, ThemeIcon, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconCircleDashed, IconExternalLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type AnyRoute, useRouter } from '@tanstack/react-router'
import { dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { ButtonLink } from '../../parts/links.tsx'
import { type Confirmed, progressOf, STEPS, type Step, type StoreState } from './progress.ts'
import { useConfirm, useStoreState } from './steps.ts'
import { useText } from './text.ts'

/** The way to the first order; gone when it is done or somebody of the store hides it. */
export function Checklist() {
  const t = useText()
  const { can } = useStore()
  const state = useStoreState()
  const confirm = useConfirm(state)
  if (state === undefined || state.confirmed?.includes('hidden') === true) return null
  const progress = progressOf(state)
  const done = [...progress.values()].filter(Boolean).length
  if (done === progress.size) return null
  const next = STEPS.find((step) => progress.get(step) === false)
  return (
    <Paper withBorder p="lg" mb="lg" component="section" aria-labelledby="start-title">
      <Group justify="space-between" mb="xs">
        <Text component="h2" id="start-title" fw={650} size="lg">
          {t('start.title')}
        </Text>
        {can('store:write') && (
          <Button variant="subtle" size="compact-sm" onClick={() => confirm('hidden')}>
            {t('start.hide')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb={6}>
        {t('start.progress', { done, all: progress.size })}
      </Text>
      <Progress value={(done / progress.size) * 100} aria-label={t('start.title')} mb="md" />
      <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
        {STEPS.filter((step) => progress.has(step)).map((step) => (
          <StepRow
            key={step}
            step={step}
            isDone={progress.get(step) === true}
            isNext={step === next}
            unfinished={step === 'product' ? state.unfinished : undefined}
            confirm={confirm}
          />
        ))}
      </Stack>
    </Paper>
  )
}

function StepRow({
  step,
  isDone,
  isNext,
  unfinished,
  confirm,
}: {
  step: Step
  isDone: boolean
  isNext: boolean
  unfinished: StoreState['unfinished']
  confirm: (step: Confirmed) => void
}) {
  const t = useText()
  const { can } = useStore()
  const Mark = isDone ? IconCheck : IconCircleDashed
  return (
    <Group component="li" align="flex-start" wrap="nowrap">
      <ThemeIcon variant="light" color={isDone ? 'green' : 'gray'} radius="xl">
        <Mark size={18} aria-hidden />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fw={600} td={isDone ? 'line-through' : undefined}>
          {t(`${step}.title`)}
          <VisuallyHidden> ({t(isDone ? 'start.done' : 'start.todo')})</VisuallyHidden>
        </Text>
        {!isDone && (
          <>
            <Text size="sm" c="dimmed">
              {unfinished === undefined ? t(`${step}.text`) : t('product.unfinished', unfinished)}
            </Text>
            <Group gap="xs" mt="xs">
              {unfinished !== undefined ? (
                <Finish product={unfinished} />
              ) : step === 'order' ? (
                <Visit isNext={isNext} />
              ) : (
                <GoTo step={step} isNext={isNext} />
              )}
              {step !== 'product' && step !== 'order' && can('store:write') && (
                <Button size="xs" variant="subtle" onClick={() => confirm(step)}>
                  {t(`${step}.confirm`)}
                </Button>
              )}
            </Group>
          </>
        )}
      </div>
    </Group>
  )
}

function Finish({ product }: { product: NonNullable<StoreState['unfinished']> }) {
  const t = useText()
  const { slug } = useStore()
  return (
    <ButtonLink to={`/stores/${slug}/products/${product.id}`} size="xs">
      {t('product.finish', { title: product.title })}
    </ButtonLink>
  )
}

/** The page that says of itself that a step is done there. */
function GoTo({ step, isNext }: { step: Exclude<Step, 'order'>; isNext: boolean }) {
  const t = useText()
  const { slug } = useStore()
  const { routesByPath } = useRouter()
  const routes = Object.entries(routesByPath as Record<string, AnyRoute>)
  const place = routes.find(([, { options }]) => options.staticData?.step === step)?.[0]
  if (place === undefined) return null
  return (
    <ButtonLink to={place.replace('$slug', slug)} size="xs" variant={isNext ? 'filled' : 'default'}>
      {t(`${step}.button`)}
    </ButtonLink>
  )
}

function Visit({ isNext }: { isNext: boolean }) {
  const t = useText()
  const { id, admin, can } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'store'],
    queryFn: () => dataOf(admin.GET('/admin/v1/store')),
    enabled: can('store:read'),
  })
  const address = data?.storefront_url ?? data?.own_url
  if (address === null || address === undefined) return null
  return (
    <Button
      component="a"
      href={address}
      target="_blank"
      rel="noopener"
      size="xs"
      variant={isNext ? 'filled' : 'default'}
      rightSection={<IconExternalLink size={14} aria-hidden />}
    >
      {t('order.button')}
    </Button>
  )
}
