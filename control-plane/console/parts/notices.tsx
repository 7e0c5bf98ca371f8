// What tells people how it went: an alert that stays, a toast that goes.
import { Alert, Button, Code, Group, List, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import i18next from 'i18next'
import type { ReactNode } from 'react'
import { type FieldFault, ProblemError } from '../api/problem.ts'
import { useCommon } from '../i18n/common.ts'
import { useProblemText } from '../i18n/problems.ts'
import { hideToast, showToast } from './toasts.tsx'

/** An error with what to do; `faults` are those that no field shows. Nothing when there is no error. */
export function ProblemAlert({
  error,
  faults = error instanceof ProblemError ? error.errors : [],
  retry,
}: {
  error: unknown
  faults?: readonly FieldFault[]
  retry?: (() => void) | undefined
}) {
  const t = useCommon()
  const textOf = useProblemText()
  if (error === null || error === undefined) return null
  const isInput = error instanceof ProblemError && error.code === 'invalid_input'
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={t('error.title')} mb="md">
      <Text size="sm">{isInput ? t('error.fields') : textOf(error)}</Text>
      {faults.length > 0 && (
        <List size="sm" mt="xs">
          {faults.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              {path !== '' && <Code>{path}</Code>} {message}
            </List.Item>
          ))}
        </List>
      )}
      {error instanceof ProblemError && error.status >= 500 && error.requestId !== undefined && (
        <Text size="xs" mt="xs">
          {t('error.request', { id: error.requestId })}
        </Text>
      )}
      {retry && (
        <Button size="xs" variant="default" mt="sm" onClick={retry}>
          {t('retry')}
        </Button>
      )}
    </Alert>
  )
}

/** Says briefly that something was done; `undo` offers to take it back. */
export function tell(message: ReactNode, undo?: { label: string; run: () => void }): void {
  const id = crypto.randomUUID()
  const takeBack = () => {
    void hideToast(id)
    undo?.run()
  }
  void showToast({
    id,
    closeButtonProps: closing(),
    icon: <IconCheck size={18} aria-hidden />,
    color: 'teal',
    autoClose: undo === undefined ? 4_000 : 10_000,
    message:
      undo === undefined ? (
        message
      ) : (
        <Group justify="space-between" wrap="nowrap">
          <span>{message}</span>
          <Button size="compact-sm" variant="default" onClick={takeBack}>
            {undo.label}
          </Button>
        </Group>
      ),
  })
}

/** Gives what says that something failed, for actions without a form. */
export function useTellProblem(): (error: unknown) => void {
  const textOf = useProblemText()
  const t = useCommon()
  return (error) =>
    void showToast({
      color: 'red',
      closeButtonProps: closing(),
      title: t('error.title'),
      message: textOf(error),
      autoClose: 10_000,
      icon: <IconAlertTriangle size={18} aria-hidden />,
    })
}

const closing = () => ({ 'aria-label': i18next.t('close', { ns: 'common' }) })
