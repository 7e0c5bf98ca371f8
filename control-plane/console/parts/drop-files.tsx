// Where files are dropped or chosen, with how far each of them is.
import '@mantine/dropzone/styles.css'
import { Button, Group, List, Progress, Stack, Text } from '@mantine/core'
import { Dropzone, type FileRejection } from '@mantine/dropzone'
import { IconUpload } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import { isProblem } from '../api/problem.ts'
import { useFileText } from '../i18n/files.ts'
import { useFormat } from '../i18n/format.ts'
import { useProblemText } from '../i18n/problems.ts'

type Sending = { readonly key: number; readonly name: string; readonly part: number; readonly fault?: string }

/**
 * @param accept content types with the endings of their files' names
 * @param maxBytes how large a file may be, if that is known
 * @param onFile sends one file; what it throws is shown beside the file's name
 * @param isMany whether more than one may be chosen at once; they are sent one after another
 */
export function DropFiles({
  accept,
  text,
  label,
  maxBytes,
  isMany = false,
  onFile,
  children,
}: {
  accept: Record<string, string[]>
  text: ReactNode
  label: string
  maxBytes?: number
  isMany?: boolean
  onFile: (file: File, onProgress: (part: number) => void) => Promise<void>
  /** Other ways. */
  children?: ReactNode
}) {
  const t = useFileText()
  const format = useFormat()
  const open = useRef<() => void>(null)
  const { sending, refused, send, refuse } = useSending(onFile)
  const reasons = {
    'file-invalid-type': t('upload.otherKind', { endings: format.list(Object.values(accept).flat()) }),
    'file-too-large': t('upload.tooLarge', { most: format.bytes(maxBytes ?? 0) }),
    'too-many-files': t('upload.tooMany'),
  }
  return (
    <Stack gap="xs">
      <Dropzone
        openRef={open}
        activateOnClick={false}
        activateOnKeyboard={false}
        tabIndex={-1}
        accept={accept}
        maxSize={maxBytes ?? Number.POSITIVE_INFINITY}
        multiple={isMany}
        onDrop={(files) => void send(files)}
        onReject={refuse}
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
            {fault === undefined && (
              <Progress value={100 * part} aria-label={t('upload.sending', { name })} />
            )}
          </div>
        ))}
        {Object.entries(reasons).map(([reason, text]) => (
          <Refused
            key={reason}
            files={refused.filter(({ errors }) => errors[0]?.code === reason)}
            text={text}
          />
        ))}
      </div>
    </Stack>
  )
}

/** Which files are not sent, and what can be done. */
const Refused = ({ files, text }: { files: readonly FileRejection[]; text: string }) =>
  files.length > 0 && (
    <>
      <Text size="sm" c="var(--mantine-color-error)">
        {text}
      </Text>
      <List size="sm">
        {files.map(({ file }) => (
          <List.Item key={file.name}>{file.name}</List.Item>
        ))}
      </List>
    </>
  )

function useSending(onFile: (file: File, onProgress: (part: number) => void) => Promise<void>) {
  const t = useFileText()
  const textOf = useProblemText()
  const [sending, setSending] = useState<readonly Sending[]>([])
  const [refused, setRefused] = useState<readonly FileRejection[]>([])
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
        change(key, { fault: isProblem(error, 'invalid_input') ? t('upload.damaged') : textOf(error) })
      }
  }
  return { sending, refused, send, refuse: setRefused }
}
