export type { StorePlans } from './schema/plans.ts'
export type { Subscription } from './schema/subscriptions.ts'
export { getSubscription } from './service/subscriptions.ts'
