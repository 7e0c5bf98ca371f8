// Liquid, as far as mails need it: no files, nothing that is not in the mail's own variables, and an end to all work.
import { Liquid, type LiquidError, type Template as LiquidTemplate } from 'liquidjs'
import { LRUCache } from 'lru-cache'
import { exponentOf } from '../../../shared/money/currencies.ts'
import { formatDecimal, type Money } from '../../../shared/money/money.ts'
import type { Template } from './compose.ts'
import { type MailName, sampleOf, type Variables, variablesOf } from './variables.ts'

const MAX_TEMPLATE = 100_000
const MAX_OUTPUT = 500_000
/** A mail takes one or two. Nobody else is served while a template is followed. */
const MAX_MILLISECONDS = 300
const MAX_ALLOCATED = 2_000_000
const MAX_SUBJECT = 250

/** Where a template is wrong; lines and columns count from 1. */
export type TemplateFault = {
  field: keyof Template
  line: number
  column: number
  message: string
}

/** Thrown by `render`. */
export class TemplateError extends Error {
  readonly fault: TemplateFault
  constructor(fault: TemplateFault) {
    super(`${fault.message} (line ${fault.line}, column ${fault.column})`)
    this.fault = fault
  }
}

type Filter = { context: { getSync: (path: string[]) => unknown } }

function engine(output: 'html' | 'text'): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: true,
    ownPropertyOnly: true,
    parseLimit: MAX_TEMPLATE,
    renderLimit: MAX_MILLISECONDS,
    memoryLimit: MAX_ALLOCATED,
    // Without it `include` and the like would read files.
    templates: {},
    ...(output === 'html' ? { outputEscape: 'escape' as const } : {}),
  })
  for (const tag of ['include', 'render', 'layout', 'block']) delete liquid.tags[tag]
  // What is written into HTML is always escaped.
  delete liquid.filters.raw
  liquid.registerFilter('money', function (this: Filter, value: unknown) {
    return moneyText(value, String(this.context.getSync(['locale'])))
  })
  liquid.registerFilter('date_text', function (this: Filter, value: unknown) {
    return dateText(value, String(this.context.getSync(['locale'])))
  })
  return liquid
}

/** Thousands of mails follow the same templates: so many characters of them are kept as the engine reads them. */
const KEPT_CHARACTERS = 2_000_000
const engineWith = (output: 'html' | 'text') => ({
  liquid: engine(output),
  parsed: new LRUCache<string, LiquidTemplate[]>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  }),
})
const ENGINES = { html: engineWith('html'), text: engineWith('text') }
const engineOf = (field: keyof Template) => ENGINES[field === 'html_body' ? 'html' : 'text']

/** The engine of a field, and what it is to follow. Throws what the engine says of a template that is no Liquid. */
function parse(field: keyof Template, text: string): { liquid: Liquid; parsed: LiquidTemplate[] } {
  const { liquid, parsed } = engineOf(field)
  const known = parsed.get(text) ?? liquid.parse(text)
  parsed.set(text, known)
  return { liquid, parsed: known }
}

const moneyFormats = new LRUCache<string, Intl.NumberFormat>({ max: 100 })
function moneyFormat(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = moneyFormats.get(key)
  if (known !== undefined) return known
  const digits = exponentOf(currency)
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const
  const format = new Intl.NumberFormat(locale, options)
  moneyFormats.set(key, format)
  return format
}

/** Money as people of a language write it, exact to the minor unit. */
function moneyText(value: unknown, locale: string): string {
  const { amount, currency } = value as Money
  if (!Number.isSafeInteger(amount) || typeof currency !== 'string')
    throw new Error('the filter money takes money')
  // As text it keeps every digit.
  return moneyFormat(locale, currency).format(formatDecimal(amount, currency) as Intl.StringNumericLiteral)
}

/** A day as people of a language write it, in UTC. */
function dateText(value: unknown, locale: string): string {
  const time = Date.parse(String(value))
  if (Number.isNaN(time)) throw new Error('the filter date_text takes a time')
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(time)
}

/** Writes a mail. Throws TemplateError where the template cannot be followed. */
export function render(
  template: Template,
  variables: Variables,
): { subject: string; text: string; html: string } {
  return {
    subject: oneLine(renderField('subject', template, variables)),
    text: renderField('text_body', template, variables).trimEnd(),
    html: renderField('html_body', template, variables),
  }
}

/** A subject is one line, whatever a variable holds. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_SUBJECT)

function renderField(field: keyof Template, template: Template, variables: Variables): string {
  const text = attempt(field, () => {
    const { liquid, parsed } = parse(field, template[field])
    return liquid.renderSync(parsed, variables)
  })
  if (String(text).length > MAX_OUTPUT) throw new TemplateError(fault(field, 'writes too much'))
  return String(text)
}

const fault = (
  field: keyof Template,
  message: string,
  [line = 1, column = 1]: number[] = [],
): TemplateFault => ({
  field,
  line,
  column,
  message,
})

function attempt<T>(field: keyof Template, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { token, message, originalError } = error as LiquidError
    const said = (originalError?.message ?? message).replace(/, line:\d+, col:\d+$/, '')
    throw new TemplateError(fault(field, said, token?.getPosition?.()))
  }
}

/**
 * What is wrong with a template, at most one fault for each field: it must be Liquid, use no variables that the mail does
 * not have, also where the sample does not lead, and write the sample.
 */
export function faultsOf(name: MailName, template: Template): TemplateFault[] {
  const sample = sampleOf(name, {
    store: { name: 'Store', email: 'store@example.com', url: 'https://shop.example' },
    locale: 'en',
  })
  return (['subject', 'text_body', 'html_body'] as const).flatMap((field) => {
    try {
      const { globals } = attempt(field, () => {
        const { liquid, parsed } = parse(field, template[field])
        return liquid.analyzeSync(parsed)
      })
      for (const [root, uses] of Object.entries(globals))
        if (!Object.hasOwn(variablesOf(name).shape, root)) {
          const { row = 1, col = 1 } = uses[0]?.location ?? {}
          throw new TemplateError(fault(field, `undefined variable: ${root}`, [row, col]))
        }
      renderField(field, template, sample)
      return []
    } catch (error) {
      if (error instanceof TemplateError) return [error.fault]
      throw error
    }
  })
}
