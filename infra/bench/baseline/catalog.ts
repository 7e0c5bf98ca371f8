// Product list and product page by hand.
import type { Hono } from 'hono'
import type { Sql } from 'postgres'

type Row = {
  options: string[]
  currency: string
  variants: { option_values: string[]; prices: { amount: number; currency: string }[] }[]
  rating: { average: number | null; count: number } | null
}

const PAGE = 20

export function catalogRoutes(app: Hono, sql: Sql): void {
  const selling = (tenant: string) => sql`array(select k.id from locations k
    where k.tenant_id = ${tenant} and k.status = 'active' and k.fulfils_online)`
  const columns = (tenant: string) => sql`
    p.id, p.title, p.handle, p.description, p.vendor, p.product_type, p.tags, p.options, p.seo_title, p.seo_description,
    p.brand_id, array(select k.category_id from category_products k
      where k.tenant_id = p.tenant_id and k.product_id = p.id and k.direct) as category_ids,
    (select m.currency from stores s join markets m on m.tenant_id = s.tenant_id and m.code = s.default_market
      where s.tenant_id = ${tenant}) as currency,
    to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
    to_char(p.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at,
    (select json_build_object('average', r.rating_average, 'count', r.rating_count) from product_ratings r
      where r.tenant_id = p.tenant_id and r.product_id = p.id) as rating,
    (select coalesce(json_agg(json_build_object('url', i.url, 'alt', i.alt, 'width', m.width, 'height', m.height)
        order by i.position), '[]')
      from product_images i left join media m on m.tenant_id = i.tenant_id and m.id = i.media_id
      where i.tenant_id = p.tenant_id and i.product_id = p.id) as images,
    (select json_agg(json_build_object('id', v.id, 'title', v.title, 'sku', v.sku, 'option_values', v.option_values,
        'prices', (select coalesce(json_agg(json_build_object('amount', c.amount, 'currency', c.currency,
            'compare_at_amount', c.compare_at_amount) order by c.currency), '[]')
          from variant_prices c where c.tenant_id = v.tenant_id and c.variant_id = v.id),
        'image_url', v.image_url, 'available', (select coalesce(bool_or(l.floor is null or l.available > l.floor), false)
          from inventory_levels l where l.tenant_id = v.tenant_id and l.variant_id = v.id and (l.location_id = any(${selling(tenant)})) is true))
        order by v.position)
      from variants v where v.tenant_id = p.tenant_id and v.product_id = p.id) as variants`

  app.get('/store/v1/products', async (c) => {
    const tenant = c.req.header('x-tenant') ?? ''
    const rows = await sql<Row[]>`
      select ${columns(tenant)} from products p where p.tenant_id = ${tenant} and p.status = 'active'
      order by p.id desc limit ${PAGE + 1}`
    const page = rows.slice(0, PAGE)
    const last = rows.length > PAGE ? (page.at(-1) as unknown as { id: string }) : undefined
    return c.json({
      data: page.map(show),
      next_cursor: last === undefined ? null : Buffer.from(last.id).toString('base64url'),
    })
  })

  app.get('/store/v1/products/:handle', async (c) => {
    const tenant = c.req.header('x-tenant') ?? ''
    const [row] = await sql<Row[]>`
      select ${columns(tenant)} from products p
      where p.tenant_id = ${tenant} and p.handle = ${c.req.param('handle')} and p.status = 'active'`
    return row === undefined ? c.notFound() : c.json(show(row))
  })
}

function show({ options, currency, rating, variants, ...product }: Row) {
  const priceAmong = (prices: Row['variants'][number]['prices']) => {
    const found = prices.find((price) => price.currency === currency)
    const price = found === undefined ? null : { amount: found.amount, currency }
    return { price, original_price: price }
  }
  return {
    ...product,
    rating: rating ?? { average: null, count: 0 },
    options: options.map((name, n) => ({
      name,
      values: [...new Set(variants.map((variant) => variant.option_values[n] ?? ''))],
    })),
    variants: variants.map(({ option_values, ...variant }) => ({
      ...variant,
      ...priceAmong(variant.prices),
      options: Object.fromEntries(options.map((name, n) => [name, option_values[n] ?? ''])),
    })),
  }
}
