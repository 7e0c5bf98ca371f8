import { Button, type ButtonProps, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { useCommon } from '../i18n/common.ts'
import { ProblemAlert } from './notices.tsx'

/** A button for what cannot be taken back, red unless it is what the page is for: it asks first, and says there what went wrong. */
export function ConfirmButton({
  label,
  title,
  children,
  confirm = label,
  word,
  onConfirm,
  color = 'red',
  ...button
}: ButtonProps & {
  label: ReactNode
  title: string
  /** What will happen. */
  children: ReactNode
  /** The button that does it. */
  confirm?: ReactNode
  /** Must be typed first, for what would hurt most. */
  word?: string
  onConfirm: () => Promise<unknown>
}) {
  const t = useCommon()
  const [isOpen, { open, close }] = useDisclosure()
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const run = async () => {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      close()
    } catch (refusal) {
      setError(refusal)
    } finally {
      setBusy(false)
    }
  }
  const begin = () => {
    setTyped('')
    setError(null)
    open()
  }
  return (
    <>
      <Button color={color} variant="outline" {...button} onClick={begin}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
        <Stack>
          <div>{children}</div>
          {word !== undefined && (
            <TextInput
              label={t('confirm.type', { word })}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              data-autofocus
            />
          )}
          <ProblemAlert error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button
              color={color}
              loading={isBusy}
              disabled={word !== undefined && typed !== word}
              onClick={() => void run()}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
