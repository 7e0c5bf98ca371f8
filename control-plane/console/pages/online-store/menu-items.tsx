// The links of a menu, in their order, and those below them.
import { ActionIcon, Button, Fieldset, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import {
  IconArrowDown,
  IconArrowUp,
  IconIndentDecrease,
  IconIndentIncrease,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { MenuTarget } from './menu-target.tsx'
import {
  canNest,
  type Entry,
  GOALS,
  type Item,
  MAX_ITEMS,
  type MenuName,
  moved,
  nested,
  newItem,
  targetOf,
  unnested,
  type Values,
} from './menu-values.ts'
import { useText } from './text.ts'
import { withText } from './theme-values.ts'

type Form = UseFormReturnType<Values>
type Props = { form: Form; name: MenuName; items: Item[]; language: string }

/** Who works with the keyboard stays at the button that moved its link. */
const focusOn = (id: string) => requestAnimationFrame(() => document.getElementById(id)?.focus())

export function MenuItems({ form, name, items, language }: Props) {
  const t = useText()
  const change = (next: Item[], focus: string) => {
    form.setFieldValue(name, next)
    // Their paths say something else now.
    form.clearErrors()
    focusOn(focus)
  }
  const setChildren = (index: number, children: Entry[]) =>
    items.map((item, i) => (i === index ? { ...item, children } : item))
  return (
    <Stack>
      {items.map((item, index) => (
        <Link
          key={item.key}
          form={form}
          entry={item}
          path={`${name}.${index}`}
          number={`${index + 1}`}
          language={language}
          move={{
            up: index > 0 && (() => change(moved(items, index, index - 1), `up-${item.key}`)),
            down:
              index < items.length - 1 && (() => change(moved(items, index, index + 1), `down-${item.key}`)),
            nest: canNest(items, index) && (() => change(nested(items, index), `level-${item.key}`)),
            remove: () => change(items.toSpliced(index, 1), 'add-link'),
          }}
        >
          {item.children.map((child, k) => (
            <Link
              key={child.key}
              form={form}
              entry={child}
              path={`${name}.${index}.children.${k}`}
              number={`${index + 1}.${k + 1}`}
              language={language}
              move={{
                up:
                  k > 0 &&
                  (() => change(setChildren(index, moved(item.children, k, k - 1)), `up-${child.key}`)),
                down:
                  k < item.children.length - 1 &&
                  (() => change(setChildren(index, moved(item.children, k, k + 1)), `down-${child.key}`)),
                unnest:
                  items.length < MAX_ITEMS && (() => change(unnested(items, index, k), `level-${child.key}`)),
                remove: () => change(setChildren(index, item.children.toSpliced(k, 1)), 'add-link'),
              }}
            />
          ))}
        </Link>
      ))}
      {items.length === 0 && <Text>{t('menus.empty')}</Text>}
      <Button
        id="add-link"
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        style={{ alignSelf: 'start' }}
        disabled={items.length >= MAX_ITEMS}
        onClick={() => {
          const item = newItem()
          change([...items, item], `label-${item.key}`)
        }}
      >
        {t('menus.add')}
      </Button>
    </Stack>
  )
}

/** What can be done with a link; false: not here. */
type Move = {
  up: false | (() => void)
  down: false | (() => void)
  nest?: false | (() => void)
  unnest?: false | (() => void)
  remove: () => void
}

type LinkProps = {
  form: Form
  entry: Entry
  path: string
  number: string
  language: string
  move: Move
  children?: ReactNode
}

function Link({ form, entry, path, number, language, move, children }: LinkProps) {
  const t = useText()
  const set = (changed: Partial<Entry>) => {
    form.setFieldValue(path, { ...entry, ...changed } as never)
    form.clearFieldError(`${path}.label`)
  }
  return (
    <Fieldset legend={t('menus.linkAt', { number })}>
      <Stack>
        <Moves id={entry.key} number={number} move={move} />
        <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
          <TextInput
            id={`label-${entry.key}`}
            miw={180}
            label={t('menus.label')}
            description={t('menus.labelHelp')}
            maxLength={100}
            value={entry.label[language] ?? ''}
            error={form.errors[`${path}.label`] ?? form.errors[`${path}.label.${language}`]}
            onChange={(event) => set({ label: withText(entry.label, language, event.currentTarget.value) })}
          />
          <Select
            miw={180}
            label={t('menus.goal')}
            description={t('menus.goalHelp')}
            allowDeselect={false}
            data={GOALS.map((value) => ({ value, label: t(`menus.goal.${value}`) }))}
            value={entry.goal}
            onChange={(goal) => goal !== null && set({ goal, target: targetOf(goal) })}
          />
        </Group>
        <MenuTarget
          goal={entry.goal}
          target={entry.target}
          errors={form.errors}
          path={`${path}.target`}
          onChange={(target) => set({ target })}
        />
        {children}
      </Stack>
    </Fieldset>
  )
}

function Moves({ id, number, move }: { id: string; number: string; move: Move }) {
  const t = useText()
  const level = move.unnest === undefined ? 'nest' : 'unnest'
  const Level = level === 'nest' ? IconIndentIncrease : IconIndentDecrease
  const button = (name: 'up' | 'down' | 'nest' | 'unnest', Icon: typeof IconArrowUp) => {
    const run = move[name]
    // Not truly disabled, or the keyboard's place on the page would be lost with the last move.
    return (
      <ActionIcon
        id={`${name === 'up' || name === 'down' ? name : 'level'}-${id}`}
        variant="subtle"
        aria-label={t(`menus.${name}`, { number })}
        aria-disabled={!run}
        data-disabled={!run || undefined}
        onClick={() => {
          if (run) run()
        }}
      >
        <Icon size={18} aria-hidden className={name === level ? 'flip-in-rtl' : undefined} />
      </ActionIcon>
    )
  }
  return (
    <Group justify="flex-end" gap={4}>
      {button('up', IconArrowUp)}
      {button('down', IconArrowDown)}
      {button(level, Level)}
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={t('menus.remove', { number })}
        onClick={move.remove}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
