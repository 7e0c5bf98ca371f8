// Logo, colours and type; and what stands above and below all pages.
import {
  ActionIcon,
  Button,
  ColorInput,
  Group,
  Select,
  SimpleGrid,
  Slider,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconTrash } from '@tabler/icons-react'
import type { Admin } from '../../api/client.ts'
import { Section } from '../../parts/form-page.tsx'
import { PictureField } from './picture-field.tsx'
import { useText } from './text.ts'
import { type Values, withText } from './theme-values.ts'

type Form = { form: UseFormReturnType<Values> }

const NETWORKS = [
  'instagram',
  'facebook',
  'x',
  'tiktok',
  'youtube',
  'pinterest',
  'linkedin',
  'threads',
  'bluesky',
  'mastodon',
  'whatsapp',
  'telegram',
] as const

export function Looks({ form, fonts }: Form & { fonts: Admin['Theme']['fonts'] }) {
  const t = useText()
  return (
    <Section title={t('looks')}>
      <Stack>
        <PictureField label={t('logo')} {...form.getInputProps('logo_media_id')} />
        <PictureField
          label={t('favicon')}
          description={t('faviconHelp')}
          {...form.getInputProps('favicon_media_id')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {(['background', 'text', 'primary', 'accent'] as const).map((colour) => (
            <ColorInput
              key={colour}
              label={t(`colour.${colour}`)}
              description={t(`colour.${colour}.text`)}
              format="hex"
              withEyeDropper={false}
              {...form.getInputProps(`colours.${colour}`)}
            />
          ))}
        </SimpleGrid>
        <Select
          label={t('font')}
          description={t('fontHelp')}
          allowDeselect={false}
          data={fonts.map(({ name }) => ({ value: name, label: t(`font.${name}`) }))}
          renderOption={({ option }) => (
            <span style={{ fontFamily: fonts.find(({ name }) => name === option.value)?.stack ?? 'inherit' }}>
              {option.label}
            </span>
          )}
          {...form.getInputProps('font')}
        />
        <div>
          <Text size="sm" fw={500} id="radius">
            {t('radius')}
          </Text>
          <Slider
            aria-labelledby="radius"
            thumbLabel={t('radius')}
            min={0}
            max={32}
            {...form.getInputProps('radius')}
          />
        </div>
      </Stack>
    </Section>
  )
}

export function Words({ form, language }: Form & { language: string }) {
  const t = useText()
  const { announcement, footer_text } = form.values
  return (
    <Section title={t('words')}>
      <Stack>
        <Switch
          label={t('announcement')}
          checked={announcement !== null}
          onChange={(event) =>
            form.setFieldValue('announcement', event.currentTarget.checked ? { text: {}, link: null } : null)
          }
        />
        {announcement !== null && (
          <Group grow align="flex-start">
            <TextInput
              label={t('announcementText')}
              value={announcement.text[language] ?? ''}
              error={form.errors['announcement.text']}
              onChange={(event) =>
                form.setFieldValue('announcement', {
                  ...announcement,
                  text: withText(announcement.text, language, event.currentTarget.value),
                })
              }
            />
            <TextInput
              label={t('link')}
              placeholder="/collections/new"
              dir="ltr"
              value={announcement.link ?? ''}
              error={form.errors['announcement.link']}
              onChange={(event) =>
                form.setFieldValue('announcement', {
                  ...announcement,
                  link: event.currentTarget.value || null,
                })
              }
            />
          </Group>
        )}
        <Textarea
          label={t('footer')}
          autosize
          value={footer_text[language] ?? ''}
          error={form.errors.footer_text}
          onChange={(event) =>
            form.setFieldValue('footer_text', withText(footer_text, language, event.currentTarget.value))
          }
        />
        <SocialLinks form={form} />
      </Stack>
    </Section>
  )
}

function SocialLinks({ form }: Form) {
  const t = useText()
  const links = form.values.social_links
  const free = NETWORKS.find((network) => !links.some((link) => link.network === network))
  return (
    <Stack gap="xs" role="group" aria-label={t('social')}>
      <Text fw={500} size="sm">
        {t('social')}
      </Text>
      {links.map((link, index) => (
        <Group key={link.network} align="flex-start" wrap="nowrap">
          <Select
            aria-label={t('network')}
            allowDeselect={false}
            data={NETWORKS.map((network) => ({
              value: network,
              label: network === 'x' ? 'X' : network.charAt(0).toUpperCase() + network.slice(1),
              disabled: network !== link.network && links.some((other) => other.network === network),
            }))}
            {...form.getInputProps(`social_links.${index}.network`)}
          />
          <TextInput
            aria-label={t('address')}
            placeholder="https://"
            dir="ltr"
            style={{ flex: 1 }}
            {...form.getInputProps(`social_links.${index}.url`)}
          />
          <ActionIcon
            size="lg"
            variant="subtle"
            color="red"
            aria-label={`${t('remove')} ${link.network}`}
            onClick={() => form.removeListItem('social_links', index)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {free !== undefined && (
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'start' }}
          onClick={() => form.insertListItem('social_links', { network: free, url: '' })}
        >
          {t('addSocial')}
        </Button>
      )}
    </Stack>
  )
}
