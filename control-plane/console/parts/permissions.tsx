// Permissions as people tick them: a line for each part of a store.
import { Checkbox, Fieldset, Group, Table, Text } from '@mantine/core'
import { usePermissionText } from '../i18n/permissions.ts'

/** @param choices those that may be given, such as the caller's own; `disabled` shows without letting change */
export function PermissionPicker<P extends string>({
  label,
  choices,
  value,
  onChange,
  error,
}: {
  label: string
  choices: readonly P[]
  value: readonly P[]
  onChange: (permissions: P[]) => void
  error?: string | undefined
}) {
  const text = usePermissionText()
  const chosen = new Set(value)
  const groups = Map.groupBy(choices, (permission) => permission.split(':')[0] ?? '')
  const set = (permission: P, isChosen: boolean) => {
    const next = new Set(chosen)
    const read = `${permission.split(':')[0]}:read` as P
    // Who changes something must see it, and who does not see it changes nothing.
    if (isChosen) {
      next.add(permission)
      if (choices.includes(read)) next.add(read)
    } else if (permission === read) {
      for (const other of groups.get(permission.split(':')[0] ?? '') ?? []) next.delete(other)
    } else next.delete(permission)
    onChange(choices.filter((choice) => next.has(choice)))
  }
  return (
    <Fieldset legend={label}>
      {error !== undefined && (
        <Text c="red" size="sm" mb="xs">
          {error}
        </Text>
      )}
      <Checkbox
        label={text.all}
        mb="xs"
        checked={chosen.size === choices.length}
        indeterminate={chosen.size > 0 && chosen.size < choices.length}
        onChange={(event) => onChange(event.currentTarget.checked ? [...choices] : [])}
      />
      <Table verticalSpacing={6} aria-label={label}>
        <Table.Tbody>
          {[...groups].map(([group, permissions]) => (
            <Table.Tr key={group}>
              <Table.Th scope="row" fw={400} w="40%">
                {text.group(group)}
              </Table.Th>
              <Table.Td>
                <Group gap="md">
                  {permissions.map((permission) => (
                    <Checkbox
                      key={permission}
                      w={104}
                      label={text.action(permission)}
                      aria-label={text.name(permission)}
                      checked={chosen.has(permission)}
                      onChange={(event) => set(permission, event.currentTarget.checked)}
                    />
                  ))}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Fieldset>
  )
}
