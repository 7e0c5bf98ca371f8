import { JobChoice, JobFilter, JobSelection, JobsAffected, Queues } from '../../shared/contracts/queues.ts'
import { defineRoute } from '../route.ts'
import { PlatformJobs, QueuePlace } from './schema.ts'
import { cancelJobs, listJobs, listQueues, retryJobs } from './service.ts'

export const queueRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/queues/{shard}',
    summary: 'List the queues of a shard or of the platform itself, and when schedules run next',
    permission: 'platform:admin',
    params: QueuePlace,
    response: Queues,
    handler: (ctx, { params }) => listQueues(ctx, params.shard),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/queues/{shard}/jobs',
    summary: 'List jobs of one state, newest first',
    description: 'A job is tried four times within seconds, then it has failed and is kept for 7 days.',
    permission: 'platform:admin',
    params: QueuePlace,
    query: JobFilter,
    response: PlatformJobs,
    handler: (ctx, { params, query }) => listJobs(ctx, params.shard, query),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/queues/{shard}/jobs/retry',
    summary: 'Run jobs again that failed or were cancelled',
    permission: 'platform:admin',
    params: QueuePlace,
    body: JobChoice,
    response: JobsAffected,
    audit: { action: 'jobs.retried' },
    prepare: (ctx, { params, body }) => retryJobs(ctx, params.shard, body),
    handler: async (_, { prepared }) => prepared,
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/queues/{shard}/jobs/cancel',
    summary: 'Cancel jobs that have not ended',
    description: 'One that runs just now goes on to its end, but is not tried again.',
    permission: 'platform:admin',
    params: QueuePlace,
    body: JobSelection,
    response: JobsAffected,
    audit: { action: 'jobs.cancelled' },
    prepare: (ctx, { params, body }) => cancelJobs(ctx, params.shard, body),
    handler: async (_, { prepared }) => prepared,
  }),
]
