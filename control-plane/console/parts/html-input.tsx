// A field for HTML: written with formatting, or as HTML where that holds more than the editor knows.
import { Button, Input, Skeleton, Textarea } from '@mantine/core'
import { useId } from '@mantine/hooks'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useCommon } from '../i18n/common.ts'
import { isFormatted } from './html.ts'

// The editor is more code than most pages.
const Editor = lazy(() => import('./html-editor.tsx'))

/** Takes what a form's `getInputProps` gives. */
export function HtmlInput({
  label,
  value = '',
  onChange,
  error,
  minRows = 4,
}: {
  label: string
  value?: string
  onChange?: (html: string) => void
  error?: ReactNode
  /** How high it is when it is empty. */
  minRows?: number
}) {
  const t = useCommon()
  const id = useId()
  const [wantsSource, setWantsSource] = useState(false)
  const canFormat = isFormatted(value)
  const isSource = wantsSource || !canFormat
  const field = {
    id,
    value,
    minRows,
    onChange: (html: string) => onChange?.(html),
    isInvalid: Boolean(error),
  }
  return (
    <Input.Wrapper
      label={label}
      // Only a field of the browser's own is reached by pressing its label.
      labelElement={isSource ? 'label' : 'div'}
      labelProps={{ id: `${id}-label`, htmlFor: isSource ? id : undefined }}
      description={isSource && !canFormat ? t('html.onlySource') : undefined}
      error={error}
    >
      {isSource ? (
        <Textarea
          id={id}
          value={value}
          onChange={(event) => {
            setWantsSource(true)
            onChange?.(event.currentTarget.value)
          }}
          error={Boolean(error)}
          autosize
          minRows={minRows}
          maxRows={24}
          spellCheck={false}
          dir="ltr"
          ff="monospace"
        />
      ) : (
        <Suspense fallback={<Skeleton height={minRows * 24 + 60} />}>
          <Editor {...field} />
        </Suspense>
      )}
      {canFormat && (
        <Button mt={4} size="compact-xs" variant="subtle" onClick={() => setWantsSource(!isSource)}>
          {t(isSource ? 'html.format' : 'html.source')}
        </Button>
      )}
    </Input.Wrapper>
  )
}
