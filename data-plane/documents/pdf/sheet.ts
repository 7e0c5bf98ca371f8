// Pages of text and tables: breaks lines and pages, repeats the heads of tables, numbers the pages.
import PDFDocument from 'pdfkit'
import { fontFile, OTHER, type Run, runsOf } from './fonts.ts'

const MARGIN = 50
const FOOT = 40
const LINE_HEIGHT = 1.4
const SIZE = 9
const GAP = 8
const PALE = '#666666'

type Style = { size?: number; bold?: boolean; pale?: boolean; align?: 'left' | 'right' }
export type Column = { title: string; width: number; align?: 'left' | 'right' }
type Cell = string | { text: string; detail: string }

export type Sheet = {
  /** Width between the margins, in points. */
  width: number
  /** Writes a paragraph. */
  text: (text: string, style?: Style) => void
  /** Writes blocks beside each other, the first line of each as its head. */
  columns: (blocks: readonly (readonly string[])[]) => void
  /** `width` of a column as a share of all of theirs. */
  table: (columns: readonly Column[], rows: readonly (readonly Cell[])[]) => void
  /** Names and values, at the right margin; the last may stand out. */
  sums: (rows: readonly { name: string; value: string; bold?: boolean }[]) => void
  space: (points: number) => void
  /** @param page says which page of how many it is */
  finish: (page: (page: number, pages: number) => string) => Promise<Buffer>
}

export type SheetOptions = {
  paper: 'A4' | 'LETTER'
  title: string
  language: string
  at: Date
  /** A font for what Noto Sans does not have. */
  otherFont: string | undefined
}

/** Where the pen is, and the end of the page. */
type Page = {
  width: number
  y: number
  pen: Pen
  room: (height: number) => boolean
  rule: (colour: string) => void
}

export function openSheet({ paper, title, language, at, otherFont }: SheetOptions): Sheet {
  const doc = new PDFDocument({
    size: paper,
    margin: MARGIN,
    bufferPages: true,
    lang: language,
    info: { Title: title, Producer: 'Storeplane', Creator: 'Storeplane', CreationDate: at, ModDate: at },
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<Buffer>((resolve) => doc.on('end', () => resolve(Buffer.concat(chunks))))
  const page = pageOf(doc, otherFont)
  return {
    width: page.width,
    text: (text, style = {}) =>
      writeLines(page, page.pen.wrap(text, page.width, style), { x: MARGIN, width: page.width, style }),
    columns: (blocks) => drawBlocks(page, blocks),
    table: (columns, rows) => drawTable(page, columns, rows),
    sums: (rows) => {
      const { width, pen } = page
      page.room(rows.length * (heightOf({}) + 1))
      for (const { name, value, bold = false } of rows) {
        const style: Style = { bold, align: 'right' }
        pen.draw(name, { x: MARGIN + width * 0.4, y: page.y, width: width * 0.35 }, style)
        pen.draw(value, { x: MARGIN + width * 0.76, y: page.y, width: width * 0.24 }, style)
        page.y += heightOf({}) + 1
      }
    },
    space: (points) => {
      page.y += points
    },
    finish: (label) => {
      const { count } = doc.bufferedPageRange()
      for (let i = 0; i < count; i += 1) {
        doc.switchToPage(i)
        const place = { x: MARGIN, y: doc.page.height - MARGIN - 12, width: page.width }
        page.pen.draw(label(i + 1, count), place, { pale: true, align: 'right' })
      }
      doc.end()
      return ended
    },
  }
}

function pageOf(doc: PDFKit.PDFDocument, otherFont: string | undefined): Page {
  const width = doc.page.width - 2 * MARGIN
  const bottom = doc.page.height - MARGIN - FOOT
  const page: Page = {
    ...{ width, y: MARGIN, pen: penOf(doc, otherFont) },
    room: (height) => {
      if (page.y + height <= bottom) return false
      doc.addPage()
      page.y = MARGIN
      return true
    },
    rule: (colour) => {
      doc
        .moveTo(MARGIN, page.y)
        .lineTo(MARGIN + width, page.y)
        .lineWidth(0.5)
        .strokeColor(colour)
        .stroke()
      page.y += 4
    },
  }
  return page
}

function writeLines(
  page: Page,
  lines: readonly string[],
  { x, width, style }: { x: number; width: number; style: Style },
): void {
  for (const line of lines) {
    page.room(heightOf(style))
    page.pen.draw(line, { x, y: page.y, width }, style)
    page.y += heightOf(style)
  }
}

function drawBlocks(page: Page, blocks: readonly (readonly string[])[]): void {
  const width = (page.width - GAP * (blocks.length - 1)) / blocks.length
  const laid = blocks.map((lines) =>
    lines.flatMap((line, i) => {
      const style = { bold: i === 0 }
      return page.pen.wrap(line, width, style).map((text) => ({ text, style }))
    }),
  )
  const rows = Math.max(...laid.map(({ length }) => length))
  page.room(rows * heightOf({}))
  for (const [i, lines] of laid.entries())
    for (const [n, { text, style }] of lines.entries())
      page.pen.draw(text, { x: MARGIN + i * (width + GAP), y: page.y + n * heightOf({}), width }, style)
  page.y += rows * heightOf({})
}

function drawTable(page: Page, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
  const shares = columns.reduce((sum, column) => sum + column.width, 0)
  const free = page.width - GAP * (columns.length - 1)
  let x = MARGIN
  const places = columns.map(({ width: share, align = 'left' as const }) => {
    const place = { x, width: (share / shares) * free, align }
    x += place.width + GAP
    return place
  })
  const drawRow = (cells: readonly Cell[], style: Style) => {
    const laid = places.map(({ width }, i) => cellLines(page.pen, cells[i] ?? '', width, style))
    const height = Math.max(...laid.map(({ length }) => length)) * heightOf(style)
    if (page.room(height) && style.bold !== true) drawHead()
    for (const [i, { x, width, align }] of places.entries())
      for (const [n, line] of (laid[i] ?? []).entries())
        page.pen.draw(line.text, { x, y: page.y + n * heightOf(style), width }, { ...line.style, align })
    page.y += height + 3
  }
  const drawHead = () => {
    drawRow(
      columns.map(({ title }) => title),
      { bold: true },
    )
    page.rule('#000000')
  }
  // Never a head alone at the end of a page.
  page.room(4 * heightOf({}))
  drawHead()
  for (const cells of rows) drawRow(cells, {})
  page.rule('#bbbbbb')
}

const heightOf = ({ size = SIZE }: Style): number => size * LINE_HEIGHT

type Pen = ReturnType<typeof penOf>
type Place = { x: number; y: number; width: number }

function cellLines(pen: Pen, cell: Cell, width: number, style: Style): { text: string; style: Style }[] {
  const { text, detail } = typeof cell === 'string' ? { text: cell, detail: '' } : cell
  const main = pen.wrap(text, width, style).map((text) => ({ text, style }))
  const small = { ...style, pale: true }
  return detail === ''
    ? main
    : [...main, ...pen.wrap(detail, width, small).map((text) => ({ text, style: small }))]
}

function penOf(doc: PDFKit.PDFDocument, otherFont: string | undefined) {
  const hasOther = otherFont !== undefined
  const known = new Set<string>()
  const choose = ({ font }: Run, { bold = false, size = SIZE }: Style) => {
    const name = `${font} ${bold ? 'bold' : 'regular'}`
    if (!known.has(name)) doc.registerFont(name, fontFile(font, bold, otherFont))
    known.add(name)
    doc.font(name).fontSize(size)
  }
  // With a list of features, even an empty one, a run is shaped as a whole rather than word by word: words that run from
  // right to left change places.
  const shapingOf = ({ font }: Run) => (font === OTHER ? { features: [] } : {})
  // Word by word, as the widths of words are remembered.
  const widthOf = (text: string, style: Style): number =>
    runsOf(text, hasOther).reduce((sum, run) => {
      choose(run, style)
      return sum + doc.widthOfString(run.text)
    }, 0)

  return {
    /** Lines that are no wider than that, broken at spaces, or within a word that is too long. */
    wrap: (text: string, width: number, style: Style): string[] => {
      const lines: string[] = []
      let line = ''
      let used = 0
      const take = (part: string) => {
        if (line !== '' && used + widthOf(part.trimEnd(), style) > width) {
          lines.push(line.trimEnd())
          line = ''
          used = 0
        }
        line += part
        used += widthOf(part, style)
      }
      for (const word of text.split(/(?<= )/)) {
        if (widthOf(word.trimEnd(), style) <= width) take(word)
        else for (const character of word) take(character)
      }
      return [...lines, line.trimEnd()]
    },
    draw: (text: string, { x, y, width }: Place, style: Style) => {
      const { size = SIZE, pale = false, align = 'left' } = style
      let at = align === 'right' ? x + width - widthOf(text, style) : x
      doc.fillColor(pale ? PALE : '#000000')
      for (const run of runsOf(text, hasOther)) {
        choose(run, style)
        doc.text(run.text, at, y + size, { lineBreak: false, baseline: 'alphabetic', ...shapingOf(run) })
        at += doc.widthOfString(run.text)
      }
    },
  }
}
