import type postgres from 'postgres'

/** Gives each store reviews: one of most products, and one in twenty of its first, which has thousands in a large store. */
export async function seedReviews(sql: postgres.Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into reviews (tenant_id, id, product_id, status, rating, title, body, author_name, author_email, verified,
      helpful_count, created_at)
    select p.tenant_id, uuidv7(), case when n % 20 = 0 then first.id else p.id end,
      (array['approved', 'approved', 'approved', 'pending', 'rejected'])[n % 5 + 1], n % 5 + 1, 'Good', 'It is good.', 'Asha',
      'shopper-' || n || '@mail.example', false, n % 50, now()
    from generate_series(1, ${count}) as n
    join products p on p.handle = 'shirt-' || n and p.tenant_id = any(${ids}::uuid[])
    join products first on first.tenant_id = p.tenant_id and first.handle = 'shirt-1'`
  await sql`analyze reviews`
  await sql`
    insert into review_votes (tenant_id, review_id, shopper)
    select tenant_id, id, 'shopper' from reviews where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into review_reports (tenant_id, id, review_id, shopper, reason, created_at)
    select tenant_id, uuidv7(), id, 'shopper', 'Nonsense', now() from reviews where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into product_ratings (tenant_id, product_id, stars_1, stars_2, stars_3, stars_4, stars_5)
    select tenant_id, id, 5000, 5000, 5000, 5000, 5000 from products where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into review_settings (tenant_id, auto_approve) select t, 'verified' from unnest(${ids}::uuid[]) as t`
}
