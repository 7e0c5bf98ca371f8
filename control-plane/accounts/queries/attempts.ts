import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Db, Tx } from '../../../shared/db/connect.ts'

const NEVER = sql`'epoch'::timestamptz`

export type Counted = { kind: string; subject: string }
type Attempt = Counted & { at: string; forgotten: string; waits: readonly number[] }

/**
 * Counts an attempt unless its kind is closed for its subject. Gives the number of attempts with this one, or until when
 * it is closed. Two statements, so start it together with others.
 */
export async function countAttempt(
  tx: Tx,
  { kind, subject, at, forgotten, waits }: Attempt,
): Promise<{ count: number } | { closedUntil: string }> {
  const all = sql`${sql.param([...waits])}::int[]`
  const count = sql`case when a.last_at < ${forgotten} then 1 else a.count + 1 end`
  // Without a wait it is not even closed at this moment: of requests at once another may have begun before this one.
  const closedFor = (n: ReturnType<typeof sql>) => sql`
    coalesce(${at}::timestamptz + make_interval(secs => nullif((${all})[least(${n}, cardinality(${all}))], 0)), ${NEVER})`
  const [[counted], [closed]] = await Promise.all([
    tx.execute<{ count: number }>(sql`
      insert into attempts as a (kind, subject, count, last_at, closed_until)
      values (${kind}, ${subject}, 1, ${at}, ${closedFor(sql`1`)})
      on conflict (kind, subject) do update set count = ${count}, last_at = ${at}, closed_until = ${closedFor(count)}
      where a.closed_until <= ${at}
      returning count`),
    tx.execute<{ closed_until: string }>(sql`
      select ${utc('closed_until')} as closed_until from attempts where kind = ${kind} and subject = ${subject}`),
  ])
  if (counted !== undefined) return counted
  return { closedUntil: closed?.closed_until ?? at }
}

export async function forgetAttempts(db: Db, { kind, subject }: Counted): Promise<void> {
  await db.execute(sql`delete from attempts where kind = ${kind} and subject = ${subject}`)
}

/** Takes back one attempt, the one that was numbered `count`; what later ones have closed stays closed. */
export async function takeBackAttempt(
  db: Db,
  { kind, subject, count }: Counted & { count: number },
): Promise<void> {
  await db.execute(sql`
    update attempts set count = count - 1, closed_until = case when count = ${count} then ${NEVER} else closed_until end
    where kind = ${kind} and subject = ${subject} and count > 0`)
}
