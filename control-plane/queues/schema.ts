import { z } from 'zod'
import { QueuedJob, QueuedJobs } from '../../shared/contracts/queues.ts'

/** Names the control database's own queue where others have the name of a shard. */
export const CONTROL = 'control'

export const QueuePlace = z.object({
  shard: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'The name of a shard, or `control` for what the platform does itself' }),
})

const JobTenant = z
  .object({ id: z.uuid(), slug: z.string(), name: z.string() })
  .meta({ id: 'JobTenant', description: 'A store that a job is for' })

const PlatformJob = QueuedJob.omit({ tenant_ids: true })
  .extend({ tenants: z.array(JobTenant) })
  .meta({ id: 'PlatformJob' })
export const PlatformJobs = QueuedJobs.extend({ data: z.array(PlatformJob) }).meta({ id: 'PlatformJobPage' })
