// A page with a form: saves, shows faults at their fields, and lets nobody lose what they typed.
import { Box, Button, type ButtonProps, Group, Paper, Stack, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { type FormEvent, lazy, type ReactNode, Suspense, useState } from 'react'
import { showFaults } from '../api/forms.ts'
import type { FieldFault } from '../api/problem.ts'
import { useCommon } from '../i18n/common.ts'
import classes from './form-page.module.css'
import { ProblemAlert } from './notices.tsx'

// Dialogs are code that small forms, such as that of the sign-in, do without.
const Guard = lazy(() => import('./unsaved-guard.tsx'))

/** Asks before what was typed is left behind, by a link, by the browser's buttons or by closing the tab. */
export const UnsavedGuard = (props: { isDirty: () => boolean }) => (
  <Suspense fallback={null}>
    <Guard {...props} />
  </Suspense>
)

// Mantine's type names the form's values in many places; here only a few of its functions are needed.
// biome-ignore lint/suspicious/noExplicitAny: a form of any values
type AnyForm = UseFormReturnType<any>

/**
 * Submits a form once at a time, and brings what the answer refuses to its fields.
 * @param save what is done with valid values
 * @param fields names of the form's fields by the API's paths, where they differ
 */
export function useSubmit<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  save: (values: Values) => Promise<unknown>,
  fields: Readonly<Record<string, string>> = {},
) {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const submit = form.onSubmit(async (values) => {
    setBusy(true)
    setError(null)
    form.clearErrors()
    try {
      await save(values as Values)
    } catch (refusal) {
      setError(refusal)
      setFaults(showFaults(form as unknown as AnyForm, refusal, fields))
      focusFirstFault()
    } finally {
      setBusy(false)
    }
  }, focusFirstFault)
  const onSubmit = (event?: FormEvent<HTMLFormElement>) => {
    // To React the form of a dialog stands in that of the page, which is not to be sent with it.
    event?.stopPropagation()
    void submit(event)
  }
  return { onSubmit, isBusy, error, faults, alert: <ProblemAlert error={error} faults={faults} /> }
}

/** The next frame has the faults. */
const focusFirstFault = () =>
  void requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('form [aria-invalid="true"], form [data-error="true"]')?.focus(),
  )

/**
 * A form with its fields as children. While something is changed, a bar at the bottom saves or discards it.
 * @param onSave throws what the API refused; afterwards the values are the saved ones
 * @param isNew of something that is created: the bar is always there, and `onSave` usually leads elsewhere
 */
export function FormPage<Values extends Record<string, unknown>>({
  form,
  onSave,
  fields,
  saveLabel,
  isNew = false,
  mayWrite = true,
  children,
}: {
  form: UseFormReturnType<Values>
  onSave: (values: Values) => Promise<unknown>
  fields?: Readonly<Record<string, string>>
  saveLabel?: string
  isNew?: boolean
  /** Whether what is there can be changed, or only seen. */
  mayWrite?: boolean
  children: ReactNode
}) {
  const t = useCommon()
  const save = async (values: Values) => {
    // What is saved is no unsaved change, also for a save that leads to another page.
    const before = form.getInitialValues()
    form.resetDirty(values)
    form.setInitialValues(values)
    try {
      await onSave(values)
    } catch (error) {
      form.setInitialValues(before)
      form.resetDirty(before)
      throw error
    }
  }
  const { onSubmit, isBusy, alert } = useSubmit(form, save, fields)
  const isDirty = form.isDirty()
  return (
    <Box component="form" onSubmit={onSubmit} noValidate>
      {alert}
      {mayWrite ? (
        children
      ) : (
        <fieldset disabled className={classes.fields}>
          {children}
        </fieldset>
      )}
      <UnsavedGuard isDirty={() => form.isDirty()} />
      {(isDirty || isNew || isBusy) && (
        <Paper withBorder shadow="md" p="sm" mt="lg" className={classes.bar}>
          <Group justify="space-between">
            <Text size="sm">{isDirty ? t('unsaved.title') : ''}</Text>
            <Group gap="xs">
              {isDirty && (
                <Button variant="default" onClick={() => form.reset()} disabled={isBusy}>
                  {t('discard')}
                </Button>
              )}
              <Button type="submit" loading={isBusy}>
                {saveLabel ?? t('save')}
              </Button>
            </Group>
          </Group>
        </Paper>
      )}
    </Box>
  )
}

/** A short form that is sent by its one button: `submit` is what `useSubmit` gave. */
export const ShortForm = ({
  submit: { onSubmit, isBusy, alert },
  label,
  children,
  ...button
}: ButtonProps & {
  submit: Pick<ReturnType<typeof useSubmit>, 'onSubmit' | 'isBusy' | 'alert'>
  label: string
  children: ReactNode
}) => (
  <form onSubmit={onSubmit} noValidate>
    <Stack>
      {alert}
      {children}
      <Button type="submit" loading={isBusy} {...button}>
        {label}
      </Button>
    </Stack>
  </form>
)

/** A group of fields under a heading. */
export const Section = ({
  title,
  text,
  children,
}: {
  title: ReactNode
  text?: ReactNode
  children: ReactNode
}) => (
  <Paper withBorder p="lg" mb="md" component="section">
    <Text component="h2" fw={600} size="lg" mb={text === undefined ? 'md' : 4}>
      {title}
    </Text>
    {text !== undefined && (
      <Text c="dimmed" size="sm" mb="md" maw="70ch">
        {text}
      </Text>
    )}
    {children}
  </Paper>
)
