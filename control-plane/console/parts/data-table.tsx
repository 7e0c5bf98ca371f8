// A list as a table, or as cards where there is little room.
import { Button, Checkbox, Group, Skeleton, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { List } from '../api/lists.ts'
import { useCommon } from '../i18n/common.ts'
import classes from './data-table.module.css'
import { PageLink } from './links.tsx'
import { ProblemAlert } from './notices.tsx'

export type Column<Row> = {
  readonly key: string
  readonly label: string
  readonly cell: (row: Row) => ReactNode
  /** Numbers stand at the end. */
  readonly align?: 'end'
}

type Selection = {
  readonly selected: ReadonlySet<string>
  readonly onChange: (selected: ReadonlySet<string>) => void
}

type Props<Row> = {
  readonly list: List<Row>
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  /** Where a row leads; its first cell becomes the link and should be plain text. */
  readonly link?: (row: Row) => string
  /** What a row is called, for its checkbox. */
  readonly rowLabel?: (row: Row) => string
  /** What the table shows, for those who do not see it. */
  readonly label: string
  /** Shown when there is nothing: usually an <Empty>. */
  readonly empty?: ReactNode
  readonly selection?: Selection
}

export function DataTable<Row>(props: Props<Row>) {
  const { list, columns, label, empty } = props
  const t = useCommon()
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  if (list.isLoading) return <Loading columns={isNarrow ? 1 : columns.length} />
  if (list.error !== null && list.rows.length === 0)
    return <ProblemAlert error={list.error} retry={list.retry} />
  if (list.rows.length === 0) return empty ?? <Empty text={t('table.empty')} />
  return (
    <Stack gap="sm">
      {isNarrow ? <Cards {...props} /> : <Rows {...props} />}
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {t('table.shown', { count: list.rows.length })}
          <VisuallyHidden> {label}</VisuallyHidden>
        </Text>
        {list.loadMore && (
          <Button variant="default" onClick={list.loadMore} loading={list.isLoadingMore}>
            {t('more')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function Rows<Row>({ list, columns, rowKey, link, label, selection, rowLabel }: Props<Row>) {
  const t = useCommon()
  const ids = list.rows.map(rowKey)
  const all = selection !== undefined && ids.every((id) => selection.selected.has(id))
  const some = selection !== undefined && ids.some((id) => selection.selected.has(id))
  return (
    // What is wider than the page is reached by scrolling, also by keyboard.
    <Table.ScrollContainer minWidth={500} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table highlightOnHover={link !== undefined} verticalSpacing="sm" aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {selection && (
              <Table.Th w={40}>
                <Checkbox
                  aria-label={t('table.selectAll')}
                  checked={all}
                  indeterminate={some && !all}
                  onChange={() => selection.onChange(new Set(all ? [] : ids))}
                />
              </Table.Th>
            )}
            {columns.map(({ key, label, align }) => (
              <Table.Th key={key} scope="col" style={{ textAlign: align ?? 'start' }}>
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.rows.map((row) => (
            <Table.Tr key={rowKey(row)} className={link && classes.linked}>
              {selection && (
                <Table.Td className={classes.above}>
                  <Pick row={row} {...{ rowKey, rowLabel, selection }} />
                </Table.Td>
              )}
              {columns.map(({ key, cell, align }, index) => (
                <Table.Td key={key} style={align && { textAlign: align, whiteSpace: 'nowrap' }}>
                  {index === 0 && link ? (
                    <PageLink to={link(row)} inherit className={classes.link}>
                      {cell(row)}
                    </PageLink>
                  ) : (
                    cell(row)
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Cards<Row>({ list, columns, rowKey, link, label, selection, rowLabel }: Props<Row>) {
  const [first, ...others] = columns
  return (
    <ul className={classes.cards} aria-label={label}>
      {list.rows.map((row) => (
        <li key={rowKey(row)} className={classes.card}>
          <Group wrap="nowrap" align="flex-start">
            {selection && <Pick row={row} {...{ rowKey, rowLabel, selection }} />}
            <div className={classes.cardBody}>
              {first &&
                (link ? (
                  <PageLink to={link(row)} fw={600} className={classes.cardLink}>
                    {first.cell(row)}
                  </PageLink>
                ) : (
                  <Text component="div" fw={600}>
                    {first.cell(row)}
                  </Text>
                ))}
              <dl className={classes.facts}>
                {others.map(({ key, label, cell }) => (
                  <div key={key}>
                    <dt>{label}</dt>
                    <dd>{cell(row)}</dd>
                  </div>
                ))}
              </dl>
            </div>
          </Group>
        </li>
      ))}
    </ul>
  )
}

function Pick<Row>({
  row,
  rowKey,
  rowLabel,
  selection,
}: Pick<Props<Row>, 'rowKey' | 'rowLabel'> & { row: Row; selection: Selection }) {
  const t = useCommon()
  const id = rowKey(row)
  const toggle = () => {
    const selected = new Set(selection.selected)
    if (!selected.delete(id)) selected.add(id)
    selection.onChange(selected)
  }
  return (
    <Checkbox
      aria-label={`${t('table.select')} ${rowLabel?.(row) ?? ''}`.trim()}
      checked={selection.selected.has(id)}
      onChange={toggle}
    />
  )
}

/** What stands where a list is empty: a word on what would be here, and the way to the first one. */
export function Empty({ title, text, children }: { title?: string; text: ReactNode; children?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" className={classes.empty}>
      {title !== undefined && (
        <Text fw={600} size="lg" ta="center">
          {title}
        </Text>
      )}
      <Text c="dimmed" ta="center" maw="50ch">
        {text}
      </Text>
      {children && <Group mt="sm">{children}</Group>}
    </Stack>
  )
}

/** Grey lines where rows will be. */
function Loading({ columns }: { columns: number }) {
  const t = useCommon()
  return (
    <Stack gap="md" role="status" aria-live="polite">
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      {['a', 'b', 'c', 'd', 'e'].map((row) => (
        <Group key={row} grow wrap="nowrap">
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} height={18} />
          ))}
        </Group>
      ))}
    </Stack>
  )
}
