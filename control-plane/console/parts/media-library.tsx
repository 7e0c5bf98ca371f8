// Pictures that the store has already, to choose from.
import { Button, Group, Modal, SimpleGrid, UnstyledButton } from '@mantine/core'
import { type Admin, dataOf } from '../api/client.ts'
import { useList } from '../api/lists.ts'
import { useStore } from '../api/session.ts'
import { useCommon } from '../i18n/common.ts'
import { useFileText } from '../i18n/files.ts'
import { Empty } from './data-table.tsx'
import { ProblemAlert } from './notices.tsx'
import { Loading } from './placeholder.tsx'
import { StoreImage } from './store-image.tsx'

type Media = Admin['Media']

/** @param onChoose gets each picture that is clicked; the dialog stays until it is closed */
export function MediaLibrary({
  onChoose,
  onClose,
}: {
  onChoose: (media: Media) => void
  onClose: () => void
}) {
  const t = useFileText()
  const common = useCommon()
  const { id, admin } = useStore()
  const list = useList<Media>([id, 'media'], (cursor) =>
    dataOf(admin.GET('/admin/v1/media', { params: { query: { limit: 48, cursor } } })),
  )
  const pictures = list.rows.filter(({ content_type }) => content_type.startsWith('image/'))
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={t('picture.library')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <ProblemAlert error={list.error} retry={list.retry} />
      {list.isLoading && <Loading />}
      {!list.isLoading && list.error === null && pictures.length === 0 && <Empty text={t('picture.none')} />}
      <SimpleGrid cols={{ base: 3, sm: 5 }} spacing="xs">
        {pictures.map((media) => (
          <UnstyledButton
            key={media.id}
            onClick={() => onChoose(media)}
            aria-label={t('picture.one', { name: media.alt || media.filename })}
          >
            <StoreImage
              src={media.url}
              alt=""
              radius="sm"
              fit="cover"
              style={{ aspectRatio: 1 }}
              loading="lazy"
            />
          </UnstyledButton>
        ))}
      </SimpleGrid>
      {list.loadMore && (
        <Group justify="center" mt="md">
          <Button variant="default" onClick={list.loadMore} loading={list.isLoadingMore}>
            {common('more')}
          </Button>
        </Group>
      )}
    </Modal>
  )
}
