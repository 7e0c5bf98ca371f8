// The pictures of a product, in the order in which shoppers see them.
import { ActionIcon, Group, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { IconArrowLeft, IconArrowRight, IconTrash } from '@tabler/icons-react'
import type { Admin } from '../../../api/client.ts'
import { Section } from '../../../parts/form-page.tsx'
import { ChoosePictures } from '../../../parts/picture-input.tsx'
import { StoreImage } from '../../../parts/store-image.tsx'
import { useText } from './text.ts'
import type { ProductForm } from './values.ts'

export function ProductMedia({ form }: { form: ProductForm }) {
  const t = useText()
  const { images } = form.values
  const add = ({ id: media_id, url, alt }: Admin['Media']) => {
    if (form.getValues().images.every((image) => image.media_id !== media_id))
      form.insertListItem('images', { url, alt, media_id })
  }
  return (
    <Section title={t('media.title')}>
      <Stack>
        {images.length > 0 && (
          <SimpleGrid cols={{ base: 2, sm: 3 }} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
            {images.map((image, index) => (
              <Picture key={image.media_id ?? image.url} form={form} index={index} />
            ))}
          </SimpleGrid>
        )}
        <ChoosePictures isMany onChoose={add} />
      </Stack>
    </Section>
  )
}

function Picture({ form, index }: { form: ProductForm; index: number }) {
  const t = useText()
  const { images } = form.values
  const image = images[index]
  if (image === undefined) return null
  const number = { number: index + 1 }
  const move = (to: number) => form.reorderListItem('images', { from: index, to })
  return (
    <Paper withBorder p="xs" component="li">
      <StoreImage src={image.url} alt="" radius="sm" fit="contain" style={{ aspectRatio: 1 }} />
      <TextInput
        mt="xs"
        size="xs"
        aria-label={t('media.altOf', number)}
        placeholder={t('media.alt')}
        maxLength={512}
        {...form.getInputProps(`images.${index}.alt`)}
      />
      <Group justify="space-between" mt={4} gap={0}>
        <Group gap={0}>
          <ActionIcon
            variant="subtle"
            aria-label={t('media.earlier', number)}
            disabled={index === 0}
            onClick={() => move(index - 1)}
          >
            <IconArrowLeft size={16} aria-hidden className="flip-in-rtl" />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            aria-label={t('media.later', number)}
            disabled={index === images.length - 1}
            onClick={() => move(index + 1)}
          >
            <IconArrowRight size={16} aria-hidden className="flip-in-rtl" />
          </ActionIcon>
        </Group>
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t('media.remove', number)}
          onClick={() => form.removeListItem('images', index)}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Paper>
  )
}
