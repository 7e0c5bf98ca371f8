// Product list and product page by hand.
import type { Hono } from 'hono'
import type { Sql } from 'postgres'

type Row = {
  options: string[]
  variants: { option_values: string[] }[]
}

const PAGE = 20

export function catalogRoutes(app: Hono, sql: Sql): void {
  const columns = sql`
    p.id, p.title, p.handle, p.description, p.vendor, p.product_type, p.tags, p.options, p.seo_title, p.seo_description,
    to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
    to_char(p.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at,
    (select coalesce(json_agg(json_build_object('url', i.url, 'alt', i.alt) order by i.position), '[]')
      from product_images i where i.tenant_id = p.tenant_id and i.product_id = p.id) as images,
    (select json_agg(json_build_object('id', v.id, 'title', v.title, 'sku', v.sku, 'option_values', v.option_values,
        'prices', (select coalesce(json_agg(json_build_object('amount', c.amount, 'currency', c.currency,
            'compare_at_amount', c.compare_at_amount) order by c.currency), '[]')
          from variant_prices c where c.tenant_id = v.tenant_id and c.variant_id = v.id),
        'image_url', v.image_url, 'available', not l.tracked or l.policy = 'continue' or l.available > 0) order by v.position)
      from variants v join inventory_levels l on l.tenant_id = v.tenant_id and l.variant_id = v.id
      where v.tenant_id = p.tenant_id and v.product_id = p.id) as variants`

  app.get('/store/v1/products', async (c) => {
    const rows = await sql<Row[]>`
      select ${columns} from products p where p.tenant_id = ${c.req.header('x-tenant') ?? ''} and p.status = 'active'
      order by p.id desc limit ${PAGE + 1}`
    const page = rows.slice(0, PAGE)
    const last = rows.length > PAGE ? (page.at(-1) as unknown as { id: string }) : undefined
    return c.json({
      data: page.map(show),
      next_cursor: last === undefined ? null : Buffer.from(last.id).toString('base64url'),
    })
  })

  app.get('/store/v1/products/:handle', async (c) => {
    const [row] = await sql<Row[]>`
      select ${columns} from products p
      where p.tenant_id = ${c.req.header('x-tenant') ?? ''} and p.handle = ${c.req.param('handle')} and p.status = 'active'`
    return row === undefined ? c.notFound() : c.json(show(row))
  })
}

function show({ options, variants, ...product }: Row) {
  return {
    ...product,
    options: options.map((name, n) => ({
      name,
      values: [...new Set(variants.map((variant) => variant.option_values[n] ?? ''))],
    })),
    variants: variants.map(({ option_values, ...variant }) => ({
      ...variant,
      options: Object.fromEntries(options.map((name, n) => [name, option_values[n] ?? ''])),
    })),
  }
}
