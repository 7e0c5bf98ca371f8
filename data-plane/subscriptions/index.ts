export { getSubscription } from './service/subscriptions.ts'
