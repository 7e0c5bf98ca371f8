// Everything that is kept sealed. A module that seals something adds its place here, or a rotation misses it.
import { secretPlace as secondFactorPlace } from '../../control-plane/two-factor/index.ts'
import { providerPlace } from '../../data-plane/fulfillments/index.ts'
import { gatewayPlace } from '../../data-plane/payments/index.ts'
import { secretPlace } from '../../data-plane/secrets/index.ts'

type Row = Readonly<Record<string, string>>

export type SealedPlace = {
  readonly table: string
  /** Its primary key. */
  readonly key: readonly string[]
  readonly column: string
  /** The context that a row's text was sealed with. */
  readonly context: (key: Row) => string
}

export const SEALED: Readonly<Record<'control' | 'shard', readonly SealedPlace[]>> = {
  control: [
    {
      table: 'two_factors',
      key: ['account_id'],
      column: 'secret',
      context: ({ account_id = '' }) => secondFactorPlace(account_id),
    },
  ],
  shard: [
    {
      table: 'secrets',
      key: ['tenant_id', 'name'],
      column: 'sealed',
      context: ({ tenant_id = '', name = '' }) => secretPlace(tenant_id, name),
    },
    {
      table: 'fulfillment_providers',
      key: ['tenant_id', 'location_id'],
      column: 'sealed',
      context: ({ tenant_id = '', location_id = '' }) => providerPlace(tenant_id, location_id),
    },
    {
      table: 'payment_gateways',
      key: ['tenant_id', 'id'],
      column: 'sealed',
      context: ({ tenant_id = '', id = '' }) => gatewayPlace(tenant_id, id),
    },
  ],
}
