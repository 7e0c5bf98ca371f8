// What other modules may use of collections.
export { collectionIds } from './queries/members.ts'
export type { StoreCollection } from './schema.ts'
export {
  addToCollection,
  assertChosen,
  membershipsAmong,
  removeFromCollection,
} from './service/members.ts'
export { lockProducts, refreshMemberships } from './service/memberships.ts'
