// The parts of the contract with the control plane that the rules work on.
import type { SlowQuery } from '../../shared/contracts/slow-queries.ts'

export type PlanNode = NonNullable<SlowQuery['plan']>[number]
export type Suggestion = SlowQuery['suggestions'][number]
/** What Postgres counted of a statement. */
export type Measured = Omit<SlowQuery, 'plan' | 'suggestions'>
