// A picture of the store's files: uploaded, chosen among those that are there, or none.
import { Button, FileButton, Group, Input, Modal, SimpleGrid, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { dataOf } from '../api/client.ts'
import { useStore } from '../api/session.ts'
import { uploadMedia } from '../api/upload.ts'
import { useCommon } from '../i18n/common.ts'
import { ProblemAlert } from './notices.tsx'
import { Loading } from './placeholder.tsx'
import { StoreImage } from './store-image.tsx'

const TYPES = 'image/png,image/jpeg,image/webp,image/avif,image/gif,image/svg+xml'

export function PictureInput({
  label,
  description,
  value = null,
  onChange,
  error,
}: {
  label: string
  description?: string
  /** The id of a file. */
  value?: string | null
  onChange: (id: string | null) => void
  error?: string | undefined
}) {
  const t = useCommon()
  const { id, admin } = useStore()
  const inputId = useId()
  const client = useQueryClient()
  const [isOpen, { open, close }] = useDisclosure()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const chosen = useQuery({
    queryKey: [id, 'media', value],
    enabled: value !== null,
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/media/{media_id}', { params: { path: { media_id: value ?? '' } } })),
  })
  const upload = async (file: File | null) => {
    if (file === null) return
    setBusy(true)
    setProblem(null)
    try {
      const media = await uploadMedia(id, file)
      onChange(media.id)
      await client.invalidateQueries({ queryKey: [id, 'media'] })
    } catch (refusal) {
      setProblem(refusal)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Input.Wrapper label={label} description={description} error={error} id={inputId}>
      <ProblemAlert error={problem} />
      <Group mt={6} role="group" aria-label={label}>
        {value !== null && chosen.data && (
          <StoreImage
            src={chosen.data.url}
            alt={chosen.data.alt || chosen.data.filename}
            h={64}
            w="auto"
            maw={160}
            fit="contain"
            radius="sm"
          />
        )}
        <FileButton onChange={(file) => void upload(file)} accept={TYPES}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="xs"
              loading={isBusy}
              aria-label={`${label}: ${t('picture.upload')}`}
            >
              {t('picture.upload')}
            </Button>
          )}
        </FileButton>
        <Button variant="default" size="xs" onClick={open} aria-label={`${label}: ${t('picture.choose')}`}>
          {t('picture.choose')}
        </Button>
        {value !== null && (
          <Button
            variant="subtle"
            color="red"
            size="xs"
            onClick={() => onChange(null)}
            aria-label={`${label}: ${t('picture.remove')}`}
          >
            {t('picture.remove')}
          </Button>
        )}
      </Group>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('picture.choose')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Choices
          choose={(id) => {
            onChange(id)
            close()
          }}
        />
      </Modal>
    </Input.Wrapper>
  )
}

function Choices({ choose }: { choose: (id: string) => void }) {
  const t = useCommon()
  const { id, admin } = useStore()
  const files = useQuery({
    queryKey: [id, 'media', 'newest'],
    queryFn: () => dataOf(admin.GET('/admin/v1/media', { params: { query: { limit: 100 } } })),
  })
  if (files.error) return <ProblemAlert error={files.error} />
  if (files.data === undefined) return <Loading />
  const pictures = files.data.data.filter(({ content_type }) => content_type.startsWith('image/'))
  if (pictures.length === 0) return <Text>{t('picture.none')}</Text>
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }}>
      {pictures.map(({ id, url, alt, filename }) => (
        <UnstyledButton key={id} onClick={() => choose(id)} aria-label={alt || filename}>
          <StoreImage src={url} alt="" h={96} fit="contain" loading="lazy" />
          <Text size="xs" truncate ta="center">
            {filename}
          </Text>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  )
}
