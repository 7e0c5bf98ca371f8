// What stands on the shop's first page, in its order.
import { ActionIcon, Button, Fieldset, Group, Menu, Stack, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { Section as Part } from '../../parts/form-page.tsx'
import { SectionFields } from './section-fields.tsx'
import { useText } from './text.ts'
import { KINDS, newSection, type Section, type Values } from './theme-values.ts'

const MAX_SECTIONS = 20

export function Home({ form, language }: { form: UseFormReturnType<Values>; language: string }) {
  const t = useText()
  const { home } = form.values
  const add = (kind: Section['kind']) => form.insertListItem('home', newSection(kind))
  return (
    <Part title={t('home')} text={t('homeText')}>
      <Stack>
        {home.map((section, index) => (
          <Fieldset
            key={section.key}
            legend={t('sectionAt', { number: index + 1, kind: t(`kind.${section.kind}`) })}
          >
            <Group justify="flex-end" gap={4}>
              <ActionIcon
                variant="subtle"
                disabled={index === 0}
                aria-label={t('up', { number: index + 1 })}
                onClick={() => form.reorderListItem('home', { from: index, to: index - 1 })}
              >
                <IconArrowUp size={18} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                disabled={index === home.length - 1}
                aria-label={t('down', { number: index + 1 })}
                onClick={() => form.reorderListItem('home', { from: index, to: index + 1 })}
              >
                <IconArrowDown size={18} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t('removeSection', { number: index + 1 })}
                onClick={() => form.removeListItem('home', index)}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Group>
            <SectionFields form={form} index={index} language={language} />
          </Fieldset>
        ))}
        {home.length === 0 && <Text>{t('noSections')}</Text>}
        {home.length < MAX_SECTIONS && (
          <Menu>
            <Menu.Target>
              <Button
                variant="default"
                leftSection={<IconPlus size={16} aria-hidden />}
                style={{ alignSelf: 'start' }}
              >
                {t('addSection')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {KINDS.map((kind) => (
                <Menu.Item key={kind} onClick={() => add(kind)}>
                  {t(`kind.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Stack>
    </Part>
  )
}
