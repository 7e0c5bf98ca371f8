import { productTag } from '../../catalog/events.ts'
import { Checkout, CheckoutId } from '../../checkout/index.ts'
import { defineRoute } from '../../route.ts'
import { PLANS_TAG } from '../events.ts'
import {
  PlanFilter,
  PlansProductId,
  StorePlans,
  SubscriptionPlan,
  SubscriptionPlanId,
  SubscriptionPlanInput,
  SubscriptionPlanPage,
  SubscriptionPlanPatch,
  SubscriptionSettings,
} from '../schema/plans.ts'
import { CheckoutSubscriptions } from '../schema/subscriptions.ts'
import {
  archivePlan,
  createPlan,
  getPlan,
  listPlans,
  plansOfProduct,
  saveSettings,
  showSettings,
  updatePlan,
} from '../service/plans.ts'
import { subscribeLines } from '../service/start.ts'

export const planRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/subscription-plans',
    summary: 'List subscription plans, newest first',
    permission: 'subscriptions:read',
    query: PlanFilter,
    response: SubscriptionPlanPage,
    handler: (ctx, { query }) => listPlans(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/subscription-plans',
    summary: 'Add a subscription plan',
    permission: 'subscriptions:write',
    body: SubscriptionPlanInput,
    status: 201,
    response: SubscriptionPlan,
    handler: (ctx, { body }) => createPlan(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/subscription-plans/{subscription_plan_id}',
    summary: 'Read a subscription plan',
    permission: 'subscriptions:read',
    params: SubscriptionPlanId,
    response: SubscriptionPlan,
    handler: (ctx, { params }) => getPlan(ctx, params.subscription_plan_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/subscription-plans/{subscription_plan_id}',
    summary: 'Change a subscription plan for those who choose it from now on',
    permission: 'subscriptions:write',
    params: SubscriptionPlanId,
    body: SubscriptionPlanPatch,
    response: SubscriptionPlan,
    handler: (ctx, { params, body }) => updatePlan(ctx, params.subscription_plan_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/subscription-plans/{subscription_plan_id}',
    summary: 'Offer a subscription plan no more',
    description: 'Its subscriptions go on.',
    permission: 'subscriptions:write',
    params: SubscriptionPlanId,
    response: SubscriptionPlan,
    handler: (ctx, { params }) => archivePlan(ctx, params.subscription_plan_id),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/subscription-settings',
    summary: 'Read what happens when a renewal fails',
    permission: 'subscriptions:read',
    response: SubscriptionSettings,
    handler: (ctx) => showSettings(ctx),
  }),
  defineRoute({
    method: 'put',
    path: '/admin/v1/subscription-settings',
    summary: 'Set what happens when a renewal fails',
    permission: 'subscriptions:write',
    body: SubscriptionSettings,
    response: SubscriptionSettings,
    handler: (ctx, { body }) => saveSettings(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/products/{product_id}/subscription-plans',
    summary: 'List the plans by which a product can be bought',
    permission: 'shop',
    params: PlansProductId,
    response: StorePlans,
    cache: { class: 'listing', tags: ({ params }) => [productTag(params.product_id), PLANS_TAG] },
    handler: (ctx, { params }) => plansOfProduct(ctx, params.product_id),
  }),
  defineRoute({
    method: 'put',
    path: '/store/v1/checkouts/{checkout_id}/subscriptions',
    summary: 'Say which lines of a checkout are bought by a plan',
    description:
      'The order is the first cycle, at the price of the plan; goods on trial cost nothing in it. A subscription begins ' +
      'for each plan when the order is placed.',
    permission: 'shop',
    customer: 'required',
    params: CheckoutId,
    body: CheckoutSubscriptions,
    response: Checkout,
    errors: ['checkout_completed', 'checkout_expired', 'cart_full', 'subscription_plan_not_applicable'],
    handler: (ctx, { params, body }) => subscribeLines(ctx, params.checkout_id, body),
  }),
]
