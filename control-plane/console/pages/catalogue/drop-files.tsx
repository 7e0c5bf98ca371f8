// Where files are dropped or chosen, with how far each of them is.
import '@mantine/dropzone/styles.css'
import { Button, Group, List, Progress, Stack, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconUpload } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import { useProblemText } from '../../i18n/problems.ts'
import { useText } from './products/text.ts'

type Sending = { readonly key: number; readonly name: string; readonly part: number; readonly fault?: string }

/**
 * @param accept content types with the endings of their files' names
 * @param onFile sends one file; what it throws is shown beside the file's name
 * @param isMany whether more than one may be chosen at once; they are sent one after another
 */
export function DropFiles({
  accept,
  text,
  label,
  isMany = false,
  onFile,
  children,
}: {
  accept: Record<string, string[]>
  text: ReactNode
  label: string
  isMany?: boolean
  onFile: (file: File, onProgress: (part: number) => void) => Promise<void>
  /** Other ways. */
  children?: ReactNode
}) {
  const t = useText()
  const open = useRef<() => void>(null)
  const { sending, refused, send, refuse } = useSending(onFile)
  return (
    <Stack gap="xs">
      <Dropzone
        openRef={open}
        activateOnClick={false}
        activateOnKeyboard={false}
        tabIndex={-1}
        accept={accept}
        multiple={isMany}
        onDrop={(files) => void send(files)}
        onReject={(files) => refuse(files.map(({ file }) => file.name))}
        inputProps={{ 'aria-label': label }}
        style={{ cursor: 'default' }}
      >
        <Stack align="center" gap="xs">
          <Text size="sm" c="dimmed" ta="center">
            {text}
          </Text>
          <Group justify="center">
            <Button
              variant="default"
              leftSection={<IconUpload size={16} aria-hidden />}
              onClick={() => open.current?.()}
            >
              {label}
            </Button>
            {children}
          </Group>
        </Stack>
      </Dropzone>
      <div aria-live="polite">
        {sending.map(({ key, name, part, fault }) => (
          <div key={key}>
            <Text size="sm" {...(fault === undefined ? {} : { c: 'var(--mantine-color-error)' })}>
              {fault === undefined ? name : `${name}: ${fault}`}
            </Text>
            {fault === undefined && <Progress value={100 * part} aria-label={t('media.sending', { name })} />}
          </div>
        ))}
        {refused.length > 0 && (
          <>
            <Text size="sm" c="var(--mantine-color-error)">
              {t('media.refused')}
            </Text>
            <List size="sm">
              {refused.map((name) => (
                <List.Item key={name}>{name}</List.Item>
              ))}
            </List>
          </>
        )}
      </div>
    </Stack>
  )
}

function useSending(onFile: (file: File, onProgress: (part: number) => void) => Promise<void>) {
  const textOf = useProblemText()
  const [sending, setSending] = useState<readonly Sending[]>([])
  const [refused, setRefused] = useState<readonly string[]>([])
  const last = useRef(0)
  const change = (key: number, patch: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.key === key ? { ...one, ...patch } : one)))
  const send = async (files: readonly File[]) => {
    setRefused([])
    const started = files.map((file) => ({ file, key: ++last.current }))
    setSending((all) => [
      ...all.filter(({ fault }) => fault === undefined),
      ...started.map(({ file, key }) => ({ key, name: file.name, part: 0 })),
    ])
    for (const { file, key } of started)
      try {
        await onFile(file, (part) => change(key, { part }))
        setSending((all) => all.filter((one) => one.key !== key))
      } catch (error) {
        change(key, { fault: textOf(error) })
      }
  }
  return { sending, refused, send, refuse: setRefused }
}
