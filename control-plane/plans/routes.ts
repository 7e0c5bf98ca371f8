import { defineRoute } from '../route.ts'
import { Plan, PlanName, PlanPatch, Plans } from './schema.ts'
import { listPlans, updatePlan } from './service.ts'

export const planRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/plans',
    summary: 'List the plans, smallest first',
    permission: 'public',
    response: Plans,
    handler: (ctx) => listPlans(ctx),
  }),
  defineRoute({
    method: 'patch',
    path: '/platform/v1/plans/{plan}',
    summary: 'Change what a plan allows',
    description: 'Takes effect within a second for all stores on the plan.',
    permission: 'platform:admin',
    params: PlanName,
    body: PlanPatch,
    response: Plan,
    handler: (ctx, { params, body }) => updatePlan(ctx, params.plan, body),
  }),
]
