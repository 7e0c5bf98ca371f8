// What stores can subscribe to, and what each plan allows.
import { DomainError } from '../../shared/errors.ts'
import { type ControlCtx, inControlTx } from '../context.ts'
import * as queries from './queries.ts'
import type { Plan, PlanPatch } from './schema.ts'

/** Smallest first. */
export const listPlans = async (ctx: ControlCtx): Promise<{ data: Plan[] }> => ({
  data: await queries.listPlans(ctx.db),
})

/** Changes a plan for all stores on it, within a second. Throws `not_found`. */
export async function updatePlan(ctx: ControlCtx, name: string, patch: PlanPatch): Promise<Plan> {
  const plan = await inControlTx(ctx, (ctx) => queries.updatePlan(ctx.tx, name, patch))
  if (plan === undefined) throw new DomainError('not_found', `There is no plan ${name}.`)
  return plan
}
