// What a product can be chosen by, such as colour and size.
import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react'
import { useText } from './text.ts'
import type { ProductForm } from './values.ts'
import { addOption, addValue, removeOption, removeValue } from './values.ts'

/** The API takes no more. */
const MOST_OPTIONS = 3
const MOST_VARIANTS = 250

export function Options({ form }: { form: ProductForm }) {
  const t = useText()
  const { options } = form.values
  return (
    <Stack mb={options.length > 0 ? 'md' : 0}>
      {options.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('options.text')}
        </Text>
      )}
      {options.map((option, index) => (
        // Options have no identity but their place, and all their fields are held by the form.
        <Fieldset key={index} legend={option.name || t('options.option')}>
          <Option form={form} index={index} />
        </Fieldset>
      ))}
      {options.length < MOST_OPTIONS && (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => form.setValues(addOption(form.getValues()))}
          style={{ alignSelf: 'start' }}
        >
          {t('options.add')}
        </Button>
      )}
    </Stack>
  )
}

function Option({ form, index }: { form: ProductForm; index: number }) {
  const t = useText()
  const values = form.values.options[index]?.values ?? []
  const next = addValue(form.values, index)
  return (
    <Stack gap="sm">
      <Group align="flex-end">
        <TextInput
          label={t('options.name')}
          placeholder={t('options.nameExample')}
          style={{ flex: 1 }}
          {...form.getInputProps(`options.${index}.name`)}
        />
        <Button
          color="red"
          variant="subtle"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => form.setValues(removeOption(form.getValues(), index))}
        >
          {t('options.remove')}
        </Button>
      </Group>
      <Group gap="xs" align="flex-start">
        {values.map((value, n) => (
          <TextInput
            key={n}
            aria-label={t('options.value', { number: n + 1 })}
            placeholder={t('options.value', { number: n + 1 })}
            w={150}
            rightSection={
              values.length > 1 && (
                <ActionIcon
                  variant="subtle"
                  size="sm"
                  aria-label={t('options.removeValue', { value })}
                  onClick={() => form.setValues(removeValue(form.getValues(), index, n))}
                >
                  <IconX size={14} aria-hidden />
                </ActionIcon>
              )
            }
            {...form.getInputProps(`options.${index}.values.${n}`)}
          />
        ))}
        {next.variants.length <= MOST_VARIANTS && (
          <Button
            variant="subtle"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => form.setValues(addValue(form.getValues(), index))}
          >
            {t('options.addValue')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
