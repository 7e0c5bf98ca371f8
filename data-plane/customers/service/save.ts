// How customers are stored, whoever changes them.
import type { TxCtx } from '../../../shared/context.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { fieldError } from '../../../shared/errors.ts'
import { getMarkets, marketOf } from '../../markets/index.ts'
import * as queries from '../queries/customers.ts'
import { termsOf } from '../rules/terms.ts'
import type { Customer, ProfilePatch } from '../schema.ts'

/** Stores a customer with what they are found by. Throws `email_taken`. */
export async function saveCustomer(ctx: TxCtx, customer: queries.CustomerFields): Promise<void> {
  await onViolation(
    {
      customers_email_key: () =>
        fieldError('email', 'There is a customer with this e-mail address already.', 'email_taken'),
    },
    () =>
      Promise.all([
        queries.putCustomer(ctx.tx, ctx.tenantId, customer),
        queries.replaceTerms(ctx.tx, ctx.tenantId, customer.id, termsOf(customer)),
      ]),
  )
}

/** What a profile says of marketing, with who said so when it says something else than before. */
export function consent(
  ctx: TxCtx,
  accepts: boolean | undefined,
  before: boolean,
  source: NonNullable<Customer['accepts_marketing_source']>,
): Partial<queries.CustomerFields> {
  if (accepts === undefined || accepts === before) return {}
  return {
    accepts_marketing: accepts,
    accepts_marketing_at: ctx.now.toISOString(),
    accepts_marketing_source: source,
  }
}

/** Throws `invalid_input` when the market that is preferred is none of the store's. */
export async function assertPreferences(
  ctx: TxCtx,
  { preferences }: Pick<ProfilePatch, 'preferences'>,
): Promise<void> {
  if (preferences?.market !== undefined)
    marketOf(await getMarkets(ctx), preferences.market, 'preferences.market')
}
