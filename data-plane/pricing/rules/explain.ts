// Why an order costs what it costs, told step by step from what was computed.
import { formatDecimal } from '../../../shared/money/money.ts'
import type { Payment, QuoteInput, Step } from '../types.ts'
import type { Item } from './items.ts'

/** The steps of each item in their order, then those of the order itself. */
export function explain(
  items: readonly Item[],
  end: { rounding: number; payments: readonly Payment[] },
  input: QuoteInput,
): Step[] {
  const steps: Step[] = []
  const money = (amount: number) => `${formatDecimal(amount, input.currency)} ${input.currency}`
  for (const item of items) {
    const { on, id } = item
    const teller: Teller = {
      say: (rule, [rule_id, amount], text) => steps.push({ on, id, rule, rule_id, amount, text }),
      money,
    }
    if (on === 'shipping') tellShipping(item, input, teller)
    else tellPrice(item, teller)
    tellCuts(item, teller)
    tellTaxes(item, teller)
  }
  const say: Say = (rule, [rule_id, amount], text) =>
    steps.push({ on: 'order', id: null, rule, rule_id, amount, text })
  tellEnd(end, input, { say, money })
  return steps
}

type Say = (rule: Step['rule'], what: readonly [rule_id: string | null, amount: number], text: string) => void
type Teller = { say: Say; money: (amount: number) => string }

function tellPrice({ id, name, line, quantity, unitAmount, subtotal }: Item, { say, money }: Teller): void {
  if (line === null) {
    say('surcharge', [id, subtotal], `${name}: ${money(subtotal)}.`)
    return
  }
  const from = line.list_amount ?? line.unit_amount
  const was = from === unitAmount ? '' : `, instead of ${money(from)} each`
  say('price', [null, subtotal], `${quantity} × ${money(unitAmount)}${was}: ${money(subtotal)}.`)
}

function tellShipping({ id, subtotal }: Item, { shipping, lines }: QuoteInput, { say, money }: Teller): void {
  const rate = shipping?.amount ?? 0
  say('shipping_rate', [id, rate], `${id}: ${money(rate)}.`)
  if (subtotal === rate) return
  const saved = [id, subtotal - rate] as const
  if (lines.some((line) => line.requires_shipping))
    say(
      'free_shipping_threshold',
      saved,
      `Shipping is free for goods above ${money(shipping?.free_above ?? 0)}.`,
    )
  else say('nothing_to_ship', saved, 'Nothing has to be shipped.')
}

function tellCuts({ cuts }: Item, { say, money }: Teller): void {
  for (const { kind, id, name, amount, remainder } of cuts) {
    const own = amount - remainder
    say(kind === 'promotion' ? 'promotion' : 'deduction', [id, -own], `${name}: ${money(own)} off.`)
    tellRemainder([id, -remainder], name, { say, money })
  }
}

function tellTaxes({ taxes, includesTax }: Item, { say, money }: Teller): void {
  for (const { rate, amount, remainder } of taxes) {
    const own = amount - remainder
    // 82_500 ppm are 8.25 %.
    const text = `${rate.name} ${rate.ppm / 10_000} %: ${money(own)}`
    if (includesTax) say('tax', [rate.code, 0], `${text}, contained in the price.`)
    else say('tax', [rate.code, own], `${text}.`)
    tellRemainder([rate.code, remainder], rate.name, { say, money })
  }
}

/** Sharing out a rounded sum may give an item a little more or less than its own rounding would. */
function tellRemainder([id, amount]: readonly [string, number], of: string, { say, money }: Teller): void {
  if (amount !== 0)
    say('rounding_remainder', [id, amount], `${of}: ${money(amount)}, so that the shares add up.`)
}

function tellEnd(
  { rounding, payments }: { rounding: number; payments: readonly Payment[] },
  { gift_cards, terms }: QuoteInput,
  { say, money }: Teller,
): void {
  if (rounding !== 0)
    say(
      'total_rounding',
      [null, rounding],
      `The total is rounded to a multiple of ${money(terms.total_rounding)}.`,
    )
  for (const { kind, id, amount } of payments) {
    const digits = gift_cards.find((card) => card.id === id)?.code_last4
    const from = kind === 'gift_card' ? `Gift card …${digits}` : 'Store credit'
    say(kind, [id, -amount], `${from} pays ${money(amount)}.`)
  }
}
