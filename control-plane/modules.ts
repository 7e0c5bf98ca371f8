// Everything that the platform API offers.
import { shards } from './shards/module.ts'
import { tenants } from './tenants/module.ts'

export const modules = [tenants, shards]
