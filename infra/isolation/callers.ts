// Whoever may try to reach another store's rows, and the answer that each route owes them.
import type { ListedRoute } from './manifests.ts'

type Keys = { secret: string; publishable: string; session: string }

export type Caller = {
  who: string
  key: (own: Keys, other: Keys) => string | undefined
  /** The address that is called: of the caller's own store, of the other store, or the installation's. */
  at: 'own' | 'other' | 'base'
  /** The status due when the path names rows of the other store; undefined when the caller may get an answer. */
  due: (route: ListedRoute) => number | undefined
}

type Due = Caller['due']

const caller = (who: string, at: Caller['at'], key: Caller['key'], due: Due): Caller => ({
  who,
  at,
  key,
  due,
})

const own =
  (name: keyof Keys): Caller['key'] =>
  (own) =>
    own[name]
const others =
  (name: keyof Keys): Caller['key'] =>
  (_, other) =>
    other[name]
const none = () => undefined

const always =
  (status: number): Due =>
  () =>
    status
const missing: Due = (route) => (route.params.length > 0 ? 404 : undefined)
/** A row of the store that was called is missing; whoever lacks the permission does not learn even that. */
const missingTo =
  (mayUse: (route: ListedRoute) => boolean, otherwise: number): Due =>
  (route) =>
    mayUse(route) ? missing(route) : otherwise

const isShop = (route: ListedRoute) => route.permission === 'shop'
/** A store's own part of the platform API is not there for those who do not belong to it, whatever they may do. */
const toStrangers: Due = (route) =>
  route.params.includes('tenant_id') ? 404 : route.permission === 'account' ? missing(route) : 403

const ofStores: readonly Caller[] = [
  caller('the secret key', 'own', own('secret'), missing),
  caller('the session', 'own', own('session'), missing),
  caller('the publishable key', 'own', own('publishable'), missingTo(isShop, 403)),
  caller('nobody', 'own', none, missingTo(isShop, 401)),
  caller('the secret key at the base address', 'base', own('secret'), missing),
  caller('the publishable key at the base address', 'base', own('publishable'), missingTo(isShop, 403)),
  caller('the session at the base address', 'base', own('session'), always(403)),
  caller('nobody at the base address', 'base', none, always(401)),
  caller("the secret key at the other store's address", 'other', own('secret'), always(401)),
  caller("the publishable key at the other store's address", 'other', own('publishable'), always(401)),
  // As a shopper of the other store one may read what one has the id of.
  caller("the session at the other store's address", 'other', own('session'), (route) =>
    isShop(route) ? undefined : 403,
  ),
  caller("the other store's secret key", 'own', others('secret'), always(401)),
  caller("the other store's publishable key", 'own', others('publishable'), always(401)),
  caller("the other store's session", 'own', others('session'), missingTo(isShop, 403)),
]

const ofPlatform: readonly Caller[] = [
  caller('the session', 'base', own('session'), toStrangers),
  caller('the secret key', 'base', own('secret'), always(403)),
  caller('the publishable key', 'base', own('publishable'), always(403)),
  caller('nobody', 'base', none, always(401)),
]

export const callersOf = (route: ListedRoute): readonly Caller[] =>
  route.plane === 'control' ? ofPlatform : ofStores
