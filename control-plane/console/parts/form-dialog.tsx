import { Button, type ButtonProps, Group, Modal, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useCommon } from '../i18n/common.ts'
import { useSubmit } from './form-page.tsx'

/** A button that opens a small form. What was typed stays there until it is saved, also when the dialog is closed meanwhile. */
export function FormDialog<Values extends Record<string, unknown>>({
  label,
  title,
  form,
  onSave,
  fields,
  saveLabel,
  size,
  onOpen,
  children,
  ...button
}: Omit<ButtonProps, 'size'> & {
  label: ReactNode
  title: string
  form: UseFormReturnType<Values>
  /** Throws what the API refused. */
  onSave: (values: Values) => Promise<unknown>
  /** Names of the form's fields by the API's paths, where they differ. */
  fields?: Readonly<Record<string, string>>
  saveLabel?: string
  size?: string
  onOpen?: () => void
  children: ReactNode
}) {
  const t = useCommon()
  const [isOpen, { open, close }] = useDisclosure()
  const save = async (values: Values) => {
    await onSave(values)
    close()
    form.reset()
  }
  const { onSubmit, isBusy, alert } = useSubmit(form, save, fields)
  const begin = () => {
    onOpen?.()
    open()
  }
  return (
    <>
      <Button variant="default" {...button} onClick={begin}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={title}
        size={size ?? 'md'}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <form onSubmit={onSubmit} noValidate>
          {alert}
          <Stack>
            {children}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={isBusy}>
                {saveLabel ?? t('save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
