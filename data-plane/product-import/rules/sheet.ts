// A CSV text as products, each with its lines, before anything in them is judged.
import { parse } from 'csv-parse/sync'
import { columnNames } from './columns.ts'

/** One fault in a file. `row` counts as a spreadsheet does, the header being row 1; `column` is '' for the whole row. */
export type RowError = { row: number; column: string; message: string }

/** Cells by column; a column that the file lacks is absent, and cells of nothing but spaces are ''. */
export type Cells = Readonly<Record<string, string>>
export type Line = { row: number; cells: Cells }

export type Sheet = {
  columns: readonly string[]
  /** In order of first appearance; the lines of a product need not follow each other. */
  products: readonly { handle: string; records: readonly NumberedRecord[] }[]
  /** Rows that belong to no product. */
  errors: readonly RowError[]
}
type NumberedRecord = { row: number; record: readonly string[] }

const REQUIRED = ['Handle', 'Title']

/** Reads a product CSV, or says in a sentence why it is none. Fields are not looked at yet. */
export function readSheet(csv: string): { ok: true; sheet: Sheet } | { ok: false; message: string } {
  const records = readRecords(csv)
  if (records === undefined) {
    return { ok: false, message: 'This is not CSV: a quoted cell is never closed.' }
  }
  const columns = columnNames(records[0] ?? [])
  const missing = REQUIRED.filter((column) => !columns.includes(column))
  if (missing.length > 0) {
    return {
      ok: false,
      message: `The first line must name the columns, separated by commas. Missing: ${missing.join(', ')}.`,
    }
  }
  const twice = columns.find((column, i) => column.trim() !== '' && columns.indexOf(column) !== i)
  if (twice !== undefined) return { ok: false, message: `The first line names the column ${twice} twice.` }
  return { ok: true, sheet: groupByHandle(columns, records.slice(1)) }
}

/** Undefined when a quote stays open to the end of the file, the one thing that cannot be read somehow. */
function readRecords(csv: string): string[][] | undefined {
  try {
    return parse(csv, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
    })
  } catch {
    return undefined
  }
}

function groupByHandle(columns: readonly string[], records: readonly string[][]): Sheet {
  const handleAt = columns.indexOf('Handle')
  const products = new Map<string, NumberedRecord[]>()
  const errors: RowError[] = []
  for (const [i, record] of records.entries()) {
    const row = i + 2
    const handle = record[handleAt]?.trim() ?? ''
    const lines = products.get(handle)
    if (record.every(isBlank)) continue
    if (record.slice(columns.length).some((cell) => !isBlank(cell))) {
      errors.push({ row, column: '', message: 'has more cells than the first line has columns' })
    } else if (handle === '') {
      errors.push({ row, column: 'Handle', message: 'is missing' })
    } else if (lines === undefined) {
      products.set(handle, [{ row, record }])
    } else {
      lines.push({ row, record })
    }
  }
  return { columns, products: [...products].map(([handle, records]) => ({ handle, records })), errors }
}

/** The lines of one product of a sheet. */
export function linesOf(columns: readonly string[], records: readonly NumberedRecord[]): Line[] {
  return records.map(({ row, record }) => {
    // Without a prototype, a column may have any name.
    const cells: Record<string, string> = Object.create(null)
    for (const [i, column] of columns.entries()) {
      if (!isBlank(column)) cells[column] = unlessBlank(record[i] ?? '')
    }
    return { row, cells }
  })
}

/** The text as it stands; '' when there is nothing but spaces in it. */
export const unlessBlank = (text: string): string => (isBlank(text) ? '' : text)
const isBlank = (text: string): boolean => text.trim() === ''
