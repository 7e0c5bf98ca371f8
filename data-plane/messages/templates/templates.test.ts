import { expect, test } from 'vitest'
import { DEFAULT_LANGUAGES, defaultTemplate, type Template } from './compose.ts'
import { faultsOf, render, TemplateError } from './engine.ts'
import { MAIL_NAMES, type MailName, sampleOf, type Variables } from './variables.ts'

const STORE = { name: 'Linen House', email: 'shop@linen.example', url: 'https://linen.example' }
const sample = (name: MailName, locale = 'en-US') => sampleOf(name, { store: STORE, locale })
const inLanguage = (name: MailName, language: string) => defaultTemplate(name, language) as Template
const usd = (amount: number) => ({ amount, currency: 'USD' })
const OK = { subject: 'S', text_body: 'T', html_body: '<p>H</p>' }

test('every mail has words in every language, which use nothing that is not there', () => {
  expect(DEFAULT_LANGUAGES).toEqual(['en', 'de', 'es', 'fr'])
  for (const language of DEFAULT_LANGUAGES)
    for (const name of MAIL_NAMES) {
      expect([language, name, faultsOf(name, inLanguage(name, language))]).toEqual([language, name, []])
      const { subject, text, html } = render(inLanguage(name, language), sample(name, language))
      expect(subject).toContain('Linen House')
      expect(text).not.toBe('')
      expect(html).toContain(`<html lang="${language}" dir="ltr">`)
    }
})

test('every language has the same variables in the same mail', () => {
  const used = ({ subject, text_body }: Template) => (subject + text_body).match(/{[{%][^}]*}/g)?.sort()
  for (const language of DEFAULT_LANGUAGES)
    for (const name of MAIL_NAMES)
      expect([name, used(inLanguage(name, language))]).toEqual([name, used(inLanguage(name, 'en'))])
})

test('a confirmation lists lines, what adds up to the total and what was paid by balances, but nothing that is nothing', () => {
  expect(render(inLanguage('order_confirmation', 'en'), sample('order_confirmation')).text).toBe(
    [
      'Thank you for your order #1001.',
      '',
      '2 × Linen Apron (Oat): $40.00',
      '',
      'Subtotal: $40.00',
      'Discount: -$4.00',
      'Shipping: $5.00',
      'Tax: $3.00',
      'Total: $44.00',
      '',
      'Gift card: -$10.00',
      'Left to pay: $34.00',
      '',
      'Look at your order:',
      'https://shop.example/orders/0',
    ].join('\n'),
  )
  const paid = sample('order_confirmation')
  const known = paid.order as NonNullable<Variables['order']>
  const order = { ...known, balances: [], tax_included: usd(300), link: '' }
  const { text } = render(inLanguage('order_confirmation', 'en'), { ...paid, order })
  expect(text).toMatch(/Total: \$44\.00\nTax included: \$3\.00$/)
})

test('every mail to a shopper about an order leads to its page, if it is known where that is', () => {
  for (const language of DEFAULT_LANGUAGES)
    for (const name of MAIL_NAMES.filter((name) => sample(name).order !== undefined)) {
      const isForStaff = name === 'refund_failed' || name === 'return_to_check'
      const variables = sample(name)
      const { text, html } = render(inLanguage(name, language), variables)
      expect([name, text.includes('https://shop.example/orders/0')]).toEqual([name, !isForStaff])
      expect([name, html.includes('<a href="https://shop.example/orders/0"')]).toEqual([name, !isForStaff])
      const order = { ...(variables.order as NonNullable<Variables['order']>), link: '' }
      expect(render(inLanguage(name, language), { ...variables, order }).html).not.toContain('href=""')
    }
})

test('amounts and days are written as the language does, to the minor unit', () => {
  const say = (text_body: string, locale: string, amount: object) =>
    render({ ...OK, text_body }, { ...sample('refund_issued', locale), refund: { amount } } as Variables).text
  const money = (locale: string, amount: number, currency: string) =>
    say('{{ refund.amount | money }}', locale, { amount, currency }).replace(/\s/g, ' ')
  expect(money('de-DE', 123_456, 'EUR')).toBe('1.234,56 €')
  expect(money('ja-JP', 500, 'JPY')).toBe('￥500')
  expect(money('en-US', 1_005, 'KWD')).toBe('KWD 1.005')
  expect(money('en-IN', 9_007_199_254_740_991, 'INR')).toBe('₹9,00,71,99,25,47,409.91')
  expect(say('{{ "2026-01-31T23:30:00.000Z" | date_text }}', 'de-DE', usd(1))).toBe('31. Januar 2026')
})

test('what people typed is text in HTML, and a subject stays one line', () => {
  const template = {
    subject: 'For {{ order.recipient }}',
    text_body: '{{ order.recipient }}',
    html_body:
      '<p title="{{ order.recipient }}">{{ order.recipient | append: "<b>" }}</p>{% echo order.recipient %}',
  }
  const name = `"><script>alert('x')</script>\r\nBcc: all@mail.example`
  const variables = sample('order_confirmation')
  const order = { ...(variables.order as NonNullable<Variables['order']>), recipient: name }
  const written = render(template, { ...variables, order })
  expect(written.html).not.toMatch(/<script|<b>|""/)
  expect(written.html).toContain('&#34;&gt;&lt;script&gt;')
  expect(written.text).toBe(name)
  expect(written.subject).toBe(`For "><script>alert('x')</script> Bcc: all@mail.example`)
  for (const language of DEFAULT_LANGUAGES)
    expect(
      render(inLanguage('order_edited', language), {
        ...variables,
        order,
        edit: { more: usd(0), less: usd(0) },
      }).html,
    ).not.toContain('<script')
})

test('what a customer typed is never read as a template', () => {
  const variables = {
    ...sample('invitation'),
    account: { first_name: '{{ store.email }}{% raw %}', link: 'https://x' },
  }
  expect(render(inLanguage('invitation', 'en'), variables).text).toContain(
    'Hello {{ store.email }}{% raw %},',
  )
})

test.each([
  ['text_body', 'one\n  {% if order.number %}two', 2, 3, /not closed/],
  ['subject', '{{ order.number', 1, 1, /not closed/],
  ['text_body', 'a {{ nobody.name }}', 1, 6, /undefined variable: nobody/],
  ['text_body', '{% if order.number == 0 %}{{ nobody }}{% endif %}', 1, 30, /undefined variable: nobody/],
  ['html_body', '{{ order.nothing }}', 1, 4, /undefined variable: order.nothing/],
  ['html_body', '{{ order.constructor }}', 1, 4, /undefined variable/],
  ['html_body', '{{ order.recipient | raw }}', 1, 1, /undefined filter: raw/],
  ['text_body', '{{ order.number | shout }}', 1, 1, /undefined filter: shout/],
  ['text_body', '{% include "/etc/passwd" %}', 1, 1, /tag "include" not found/],
  ['text_body', '{% render "x" %}', 1, 1, /tag "render" not found/],
  ['text_body', '{% layout "x" %}', 1, 1, /tag "layout" not found/],
  ['text_body', '{{ order.number | money }}', 1, 1, /takes money/],
  ['text_body', '{{ order.email | date_text }}', 1, 1, /takes a time/],
] as const)('a %s such as %j is refused where it is wrong', (field, source, line, column, message) => {
  const faults = faultsOf('order_confirmation', { ...OK, [field]: source })
  expect(faults).toEqual([{ field, line, column, message: expect.stringMatching(message) }])
})

test('a template ends, however long it is told to go on', () => {
  const bombs = [
    '{% for i in (1..5000) %}{% for j in (1..5000) %}x{% endfor %}{% endfor %}',
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% assign a = "xxxxxxxxxx" %}{% for i in (1..30) %}{% assign a = a | append: a %}{% endfor %}{{ a }}',
    'x'.repeat(100_001),
  ]
  for (const text_body of bombs) {
    expect(faultsOf('order_confirmation', { ...OK, text_body })).toHaveLength(1)
    expect(() => render({ ...OK, text_body }, sample('order_confirmation'))).toThrow(TemplateError)
  }
})
