// One picture: uploaded, or chosen among those of the store.
import { Button, Group, Input, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { StoreImage } from '../../parts/store-image.tsx'
import { DropFiles } from './drop-files.tsx'
import { type Media, MediaLibrary } from './media-library.tsx'
import { PICTURES } from './products/media.tsx'
import { useText } from './products/text.ts'
import { upload } from './upload.ts'

/** @param value the picture's address; empty: there is none */
export function ImageField({
  label,
  value,
  onChange,
  error,
}: {
  label: string
  value: string
  onChange: (url: string) => void
  error?: ReactNode
}) {
  const t = useText()
  const common = useCommon()
  const { id } = useStore()
  const [isChoosing, setChoosing] = useState(false)
  return (
    <Input.Wrapper label={label} error={error} labelElement="div">
      <Stack gap="xs" mt={4}>
        {value !== '' && (
          <Group align="flex-end">
            <StoreImage src={value} alt="" w={160} h={120} fit="contain" radius="sm" />
            <Button variant="subtle" color="red" onClick={() => onChange('')}>
              {common('delete')}
            </Button>
          </Group>
        )}
        <DropFiles
          accept={PICTURES}
          text={t('media.dropOne')}
          label={t('media.uploadOne')}
          onFile={async (file, onProgress) => {
            const query = new URLSearchParams({ filename: file.name })
            const media = await upload<Media>(id, `/admin/v1/media?${query}`, { file, onProgress })
            onChange(media.url)
          }}
        >
          <Button variant="default" onClick={() => setChoosing(true)}>
            {t('media.existing')}
          </Button>
        </DropFiles>
      </Stack>
      {isChoosing && (
        <MediaLibrary
          onClose={() => setChoosing(false)}
          onChoose={({ url }) => {
            onChange(url)
            setChoosing(false)
          }}
        />
      )}
    </Input.Wrapper>
  )
}
