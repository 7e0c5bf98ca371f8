// What other modules may use of reviews. Nothing else here is public.
export { ratingOf } from './queries/read.ts'
export type { StoreReviews } from './schema.ts'
