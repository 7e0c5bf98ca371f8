// Pictures of the store's: uploaded, dropped, or chosen among those that are there.
import { Button, Group, Input, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Admin } from '../api/client.ts'
import { useStore } from '../api/session.ts'
import { uploadMedia } from '../api/upload.ts'
import { useFileText } from '../i18n/files.ts'
import { DropFiles } from './drop-files.tsx'
import { MediaLibrary } from './media-library.tsx'
import { StoreImage } from './store-image.tsx'

const PICTURES = {
  'image/png': ['.png'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/webp': ['.webp'],
  'image/avif': ['.avif'],
  'image/gif': ['.gif'],
  'image/svg+xml': ['.svg'],
}
const MAX_BYTES = 20 * 1024 * 1024

/** A field of one picture. @param src its address; empty: there is none */
export function PictureInput({
  label,
  description,
  src,
  onChange,
  error,
}: {
  label: string
  description?: string
  src: string
  onChange: (media: Admin['Media'] | null) => void
  error?: ReactNode
}) {
  const t = useFileText()
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <Stack gap="xs" mt={4} role="group" aria-label={label}>
        {src !== '' && (
          <Group>
            <StoreImage src={src} alt="" w={160} h={120} fit="contain" radius="sm" />
            <Button variant="subtle" color="red" onClick={() => onChange(null)}>
              {t('picture.remove')}
            </Button>
          </Group>
        )}
        <ChoosePictures onChoose={onChange} />
      </Stack>
    </Input.Wrapper>
  )
}

/** Where pictures are dropped, uploaded or chosen. @param onChoose gets each of them */
export function ChoosePictures({
  isMany = false,
  onChoose,
}: {
  isMany?: boolean
  onChoose: (media: Admin['Media']) => void
}) {
  const t = useFileText()
  const { id } = useStore()
  const client = useQueryClient()
  const [isChoosing, setChoosing] = useState(false)
  return (
    <>
      <DropFiles
        accept={PICTURES}
        maxBytes={MAX_BYTES}
        isMany={isMany}
        text={t(isMany ? 'picture.dropMany' : 'picture.drop')}
        label={t(isMany ? 'picture.uploadMany' : 'picture.upload')}
        onFile={async (file, onProgress) => {
          onChoose(await uploadMedia(id, { file, onProgress }))
          await client.invalidateQueries({ queryKey: [id, 'media'] })
        }}
      >
        <Button variant="default" onClick={() => setChoosing(true)}>
          {t('picture.choose')}
        </Button>
      </DropFiles>
      {isChoosing && (
        <MediaLibrary
          onClose={() => setChoosing(false)}
          onChoose={(media) => {
            onChoose(media)
            setChoosing(false)
          }}
        />
      )}
    </>
  )
}
