import { sql } from 'drizzle-orm/sql'
import { v7 as uuidv7 } from 'uuid'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { PromotionCode } from '../schema/promotion.ts'

type OfPromotion = { tenantId: string; promotionId: string }

const insertNew = prepared<OfPromotion & { ids: string[]; codes: readonly string[] }, PromotionCode>(
  (p) => sql`
    insert into promotion_codes (tenant_id, promotion_id, id, code)
    select ${p.tenantId}, ${p.promotionId}, id, code from unnest(${p.ids}::uuid[], ${p.codes}::text[]) as c (id, code)
    on conflict do nothing returning id, code, ${utc('created_at')} as created_at`,
)
/** Adds those codes that the store does not have yet, and gives them. */
export const insertCodes = (
  tx: Tx,
  { codes, ...of }: OfPromotion & { codes: readonly string[] },
): Promise<PromotionCode[]> => insertNew(tx, { ...of, codes, ids: codes.map(() => uuidv7()) })

const listing = (after: boolean) =>
  prepared<OfPromotion & { before: string | undefined; limit: number }, PromotionCode>(
    (p) => sql`
      select id, code, ${utc('created_at')} as created_at from promotion_codes
      where tenant_id = ${p.tenantId} and promotion_id = ${p.promotionId} ${after ? sql`and id < ${p.before}` : sql``}
      order by id desc limit ${p.limit}`,
  )
const [first, next] = [listing(false), listing(true)]

/** Newest first; `before` is the id of the last one already seen. */
export const listCodes = (
  tx: Tx,
  page: OfPromotion & { before: string | undefined; limit: number },
): Promise<PromotionCode[]> => (page.before === undefined ? first : next)(tx, page)

const deleteOne = prepared<OfPromotion & { id: string }, { id: string }>(
  (p) => sql`
    delete from promotion_codes
    where tenant_id = ${p.tenantId} and promotion_id = ${p.promotionId} and id = ${p.id} returning id`,
)
/** False when the promotion has no such code. */
export const deleteCode = async (tx: Tx, of: OfPromotion & { id: string }): Promise<boolean> =>
  (await deleteOne(tx, of)).length > 0
