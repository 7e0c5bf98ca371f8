// Makes the default templates, in Liquid, of what each language says.
import { HAS_ORDER_LINK, type Language, type Part, type Words } from './language.ts'
import { de } from './languages/de.ts'
import { en } from './languages/en.ts'
import { es } from './languages/es.ts'
import { fr } from './languages/fr.ts'
import { MAILS, type MailName } from './variables.ts'

export type Template = { subject: string; text_body: string; html_body: string }

const LANGUAGES: Readonly<Record<string, Language>> = { en, de, es, fr }
export const DEFAULT_LANGUAGES: readonly string[] = Object.keys(LANGUAGES)

const composed = new Map<string, Template>()

/** What a store says in a language unless it has words of its own; undefined for a language that we do not speak. */
export function defaultTemplate(name: MailName, language: string): Template | undefined {
  const spoken = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined
  if (spoken === undefined) return undefined
  const key = `${name}/${language}`
  const template = composed.get(key) ?? compose(name, spoken, language)
  composed.set(key, template)
  return template
}

function compose(name: MailName, { direction, words, mails }: Language, language: string): Template {
  const { subject, parts: said } = mails[name]
  const { to, groups, isMarketing = false } = MAILS[name]
  const parts: readonly Part[] = [
    ...said,
    ...(to === 'customer' && groups.includes('order')
      ? [{ link: words.view_order, to: 'order.link', when: HAS_ORDER_LINK }]
      : []),
    ...(isMarketing ? [{ link: words.unsubscribe, to: 'unsubscribe.link' }] : []),
  ]
  return {
    subject,
    text_body: parts.map((part) => textOf(part, words)).join(''),
    html_body: page(
      { language, direction, subject },
      parts.map((part, i) => htmlOf(part, words, isMarketing && i === parts.length - 1)).join('\n'),
    ),
  }
}

type Block = Extract<Part, { show: string }>['show']

/** Sums that are nothing are left out, but for the first and the total. */
const sums = (words: Words) =>
  [
    ['always', words.subtotal, 'order.subtotal'],
    ['order.discount.amount != 0', words.discount, 'order.discount', '-'],
    ['order.shipping.amount != 0', words.shipping, 'order.shipping'],
    ['order.tax.amount != 0', words.tax, 'order.tax'],
    ['order.rounding.amount != 0', words.rounding, 'order.rounding'],
    ['always', words.total, 'order.total'],
    ['order.tax_included.amount != 0', words.tax_included, 'order.tax_included'],
  ] as const

/** Each of the rows that `row` writes, where its condition holds. */
const eachSum = (words: Words, row: (label: string, amount: string) => string): string =>
  sums(words)
    .map(([condition, label, variable, sign = '']) => {
      const line = row(label, `${sign}{{ ${variable} | money }}`)
      return condition === 'always' ? line : `{% if ${condition} %}${line}{% endif %}`
    })
    .join('')

/** What was paid by balances, and what that leaves. */
const eachBalance = (words: Words, row: (label: string, amount: string) => string): string =>
  [
    '{% if order.balances.size > 0 %}{% for balance in order.balances %}',
    row(
      `{% if balance.kind == "gift_card" %}${words.gift_card}{% else %}${words.store_credit}{% endif %}`,
      '{{ balance.amount | money }}',
    ),
    '{% endfor %}',
    row(
      `{% if order.payment_status == "paid" %}${words.paid}{% else %}${words.left_to_pay}{% endif %}`,
      '{{ order.due | money }}',
    ),
    '{% endif %}',
  ].join('')

const LINE =
  '{{ line.quantity }} × {{ line.title }}{% if line.variant_title != "" %} ({{ line.variant_title }}){% endif %}'

const only = (condition: string | undefined, said: string): string =>
  condition === undefined ? said : `{% if ${condition} %}${said}{% endif %}`

/** Each part begins with what sets it off from the one before. */
function textOf(part: Part, words: Words): string {
  if (typeof part === 'string') return `${part}\n\n`
  if ('link' in part) return only(part.when, `${part.link}:\n{{ ${part.to} }}\n\n`)
  if ('when' in part) return only(part.when, `${part.say}\n\n`)
  return `${TEXT_BLOCKS[part.show](words)}\n`
}

const TEXT_BLOCKS: Readonly<Record<Block, (words: Words) => string>> = {
  order_lines: () => pricedText('order.line_items'),
  checkout_lines: () => pricedText('checkout.line_items'),
  totals: (words) =>
    eachSum(words, (label, amount) => `${label}: ${amount}\n`) +
    '{% if order.balances.size > 0 %}\n{% endif %}' +
    eachBalance(words, (label, amount) => `${label}: ${amount}\n`),
  return_lines: () => `{% for line in return.line_items %}${LINE}\n{% endfor %}`,
  parcels: (words) =>
    [
      `{% for line in shipment.line_items %}${LINE}\n{% endfor %}`,
      '{% for parcel in shipment.tracking %}{{ parcel.carrier }} {{ parcel.number }}\n',
      `{% if parcel.url != "" %}${words.track}: {{ parcel.url }}\n{% endif %}{% endfor %}`,
    ].join(''),
  levels: (words) =>
    `{% for level in stock.levels %}{{ level.name }}: {{ level.available }} ${words.left}\n{% endfor %}` +
    `{% if stock.more > 0 %}${words.and_more}\n{% endif %}`,
}
const pricedText = (lines: string) =>
  `{% for line in ${lines} %}${LINE}: {{ line.subtotal | money }}\n{% endfor %}`

function htmlOf(part: Part, words: Words, isSmall: boolean): string {
  if (typeof part === 'string') return `<p>${part}</p>`
  if ('link' in part) {
    const style = isSmall
      ? 'color:#555;font-size:13px'
      : 'display:inline-block;padding:12px 20px;background:#1a1a1a;color:#fff;text-decoration:none'
    return only(part.when, `<p><a href="{{ ${part.to} }}" style="${style}">${part.link}</a></p>`)
  }
  if ('when' in part) return only(part.when, `<p>${part.say}</p>`)
  return HTML_BLOCKS[part.show](words)
}

const htmlRow = (label: string, amount: string) =>
  `<tr><th scope="row" style="text-align:start;font-weight:normal">${label}</th><td style="text-align:end">${amount}</td></tr>`
const table = (rows: string) => `<table style="width:100%;border-collapse:collapse">${rows}</table>`

const HTML_BLOCKS: Readonly<Record<Block, (words: Words) => string>> = {
  order_lines: () => pricedHtml('order.line_items'),
  checkout_lines: () => pricedHtml('checkout.line_items'),
  totals: (words) => table(eachSum(words, htmlRow) + eachBalance(words, htmlRow)),
  return_lines: () => `<ul>{% for line in return.line_items %}<li>${LINE}</li>{% endfor %}</ul>`,
  parcels: (words) =>
    [
      `<ul>{% for line in shipment.line_items %}<li>${LINE}</li>{% endfor %}</ul>`,
      '{% for parcel in shipment.tracking %}<p>{{ parcel.carrier }} {{ parcel.number }}',
      `{% if parcel.url != "" %}<br><a href="{{ parcel.url }}">${words.track}</a>{% endif %}</p>{% endfor %}`,
    ].join(''),
  levels: (words) =>
    `<ul>{% for level in stock.levels %}<li>{{ level.name }}: {{ level.available }} ${words.left}</li>{% endfor %}</ul>` +
    `{% if stock.more > 0 %}<p>${words.and_more}</p>{% endif %}`,
}
const pricedHtml = (lines: string) =>
  table(`{% for line in ${lines} %}${htmlRow(LINE, '{{ line.subtotal | money }}')}{% endfor %}`)

const page = (
  { language, direction, subject }: { language: string; direction: string; subject: string },
  content: string,
) => `<!doctype html>
<html lang="${language}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${subject}</title></head>
<body style="margin:0;background:#f5f5f5;color:#1a1a1a;font:16px/1.5 sans-serif">
<main style="max-width:600px;margin:0 auto;padding:24px;background:#fff">
<h1 style="font-size:20px">{{ store.name }}</h1>
${content}
</main>
</body>
</html>
`
