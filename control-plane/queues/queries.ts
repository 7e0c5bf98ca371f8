import { sql } from 'drizzle-orm/sql'
import type { Db } from '../../shared/db/connect.ts'

export const findTenants = (
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; slug: string; name: string }[]> =>
  db.execute<{ id: string; slug: string; name: string }>(
    sql`select id, slug, name from tenants where id = any(${sql.param([...ids])}::uuid[]) order by name, id`,
  )
