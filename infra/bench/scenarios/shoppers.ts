// The load test of the whole: many shoppers at once look around, fill carts and buy, and at the end all must add up.
import postgres, { type Sql } from 'postgres'
import { measureLoad } from '../measure.ts'
import { count, cpu, type Fact, ms, type Report } from '../report.ts'
import { STOCK } from '../seed.ts'
import type { Stage } from '../stage.ts'
import { drainJobs, zipf } from './common.ts'

const SHOPPERS = 1_000
const SECONDS = 60
/** A draw of stores by Zipf's law, which the shoppers choose from. */
const VISITS = 10_000
const SECONDS_QUICK = 10
/** Of these, so few are left that they sell out. */
const SCARCE_EVERY = 20
const SCARCE_STOCK = 3

export async function shoppers(stage: Stage): Promise<Report> {
  const sql = postgres(stage.shardUrl, { max: 1 })
  try {
    await sql`
      update inventory_levels l set available = ${SCARCE_STOCK}, on_hand = ${SCARCE_STOCK} from products p, variants v
      where v.tenant_id = l.tenant_id and v.id = l.variant_id and p.tenant_id = v.tenant_id and p.id = v.product_id
        and substring(p.handle from '[0-9]+$')::int % ${SCARCE_EVERY}::int = 0`
    const seconds = stage.scale.quick ? SECONDS_QUICK : SECONDS
    const storeAt = zipf(stage.stores.length)
    const shops = Array.from({ length: VISITS }, () => stage.stores[storeAt()]).filter(
      (shop) => shop !== undefined,
    )
    const work = () => ({
      kind: 'flow' as const,
      flow: 'shopper' as const,
      connections: SHOPPERS,
      shops,
      keepGoing: true,
    })
    const { load, cpuMicros } = await measureLoad(stage, { server: stage.server, work }, seconds)
    await drainJobs(stage)
    const steps = Object.entries(load.steps)
    const requests = steps.reduce((sum, [, step]) => sum + step.count, 0)
    const latency = ({ p50, p95, p99 }: { p50: number; p95: number; p99: number }) =>
      `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`
    const isRefusal = (what: string) => what.includes(': 409 ')
    const others = Object.entries(load.other)
    const errors = others.filter(([what]) => !isRefusal(what))
    const facts: Fact[] = [
      {
        name: 'requests per second',
        value: `${count(requests / load.seconds)}; CPU µs for each ${cpu(cpuMicros(requests))}`,
      },
      { name: 'all requests', value: latency(load.all) },
      ...steps.map(([step, latencies]) => ({
        name: step,
        value: `${count(latencies.count)} requests; ${latency(latencies)}`,
      })),
      {
        name: 'orders placed',
        value: `${count(load.count)}, ${count(load.count / load.seconds)} per second`,
      },
      { name: 'sold out, as it should be', value: list(others.filter(([what]) => isRefusal(what))) },
      { name: 'errors', value: list(errors), aim: 'none', met: errors.length === 0 },
      ...(await faults(sql, load.count)),
    ]
    return {
      ratios: [],
      facts,
      notes: [
        `${count(SHOPPERS)} shoppers on as many connections for ${seconds} s, each pausing for 1 s on average after each page. ` +
          'Some stores and products are visited more than others. Four in ten fill a cart, half of those order. ' +
          `Every ${SCARCE_EVERY}th product has only ${SCARCE_STOCK} of each variant.`,
      ],
    }
  } finally {
    await sql.end()
  }
}

const list = (entries: readonly (readonly [string, number])[]): string =>
  entries.length === 0 ? 'none' : entries.map(([what, times]) => `${what}: ${count(times)}`).join(', ')

/** What must be true when the shoppers have gone. */
async function faults(sql: Sql, placed: number): Promise<Fact[]> {
  const checks: Record<string, Promise<{ n: number }[]>> = {
    'orders that shoppers were told of, or were not': sql`
      select abs(count(*) - ${placed}::int)::int as n from orders o
      join checkouts c on c.tenant_id = o.tenant_id and c.order_id = o.id and c.status = 'completed'`,
    'variants sold below zero': sql`select count(*)::int as n from inventory_levels where available < 0`,
    'variants whose stock is not what was there less what was sold': sql`
      select count(*)::int as n
      from inventory_levels l
      join variants v on v.tenant_id = l.tenant_id and v.id = l.variant_id
      join products p on p.tenant_id = v.tenant_id and p.id = v.product_id
      left join (
        select i.tenant_id, i.variant_id, sum(i.quantity) as quantity
        from order_line_items i join checkouts c on c.tenant_id = i.tenant_id and c.order_id = i.order_id
        group by 1, 2
      ) as sold on sold.tenant_id = l.tenant_id and sold.variant_id = l.variant_id
      where p.title like 'Linen shirt no.%' and l.available + coalesce(sold.quantity, 0) <>
        case when substring(p.handle from '[0-9]+$')::int % ${SCARCE_EVERY}::int = 0 then ${SCARCE_STOCK}::int else ${STOCK}::int end`,
    'variants whose holds or sales are not what is no longer available': sql`
      select count(*)::int as n from inventory_levels l
      cross join lateral (select coalesce(sum(r.quantity), 0) as quantity from stock_reservations r
        where r.tenant_id = l.tenant_id and r.level_id = l.id) as held
      cross join lateral (select coalesce(sum(m.available), 0) as quantity from stock_movements m
        where m.tenant_id = l.tenant_id and m.variant_id = l.variant_id and m.kind = 'sold') as moved
      where l.on_hand - l.available <> held.quantity or held.quantity + moved.quantity <> 0`,
    'orders whose lines do not add up to them': sql`
      select count(*)::int as n from orders o where total_amount <> shipping_amount + (
        select sum(total_amount) from order_line_items l where l.tenant_id = o.tenant_id and l.order_id = o.id)`,
    'stores with gaps in their order numbers': sql`
      select count(*)::int as n from (
        select from orders group by tenant_id having count(*) <> max(number) - min(number) + 1) as gaps`,
    'orders without their event, confirmation or payment': sql`
      select count(*)::int as n
      from orders o join checkouts c on c.tenant_id = o.tenant_id and c.order_id = o.id
      left join events e on e.tenant_id = o.tenant_id and e.name = 'order.placed' and e.data ->> 'order_id' = o.id::text
      left join messages m on m.tenant_id = e.tenant_id and m.event_id = e.id
      left join payments p on p.tenant_id = o.tenant_id and p.order_id = o.id
      where e.id is null or m.id is null or p.amount is distinct from o.total_amount`,
  }
  const facts: Fact[] = []
  for (const [name, query] of Object.entries(checks)) {
    const [row] = await query
    facts.push({ name, value: String(row?.n), aim: 'none', met: row?.n === 0 })
  }
  return facts
}
