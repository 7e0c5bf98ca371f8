import { EVENT_COUNTS_PATH, EventCountFilter, EventCounts } from '../../shared/contracts/event-counts.ts'
import { HEALTH_PATH, ShardHealth } from '../../shared/contracts/health.ts'
import {
  CANCEL_PATH,
  JOBS_PATH,
  JobChoice,
  JobFilter,
  JobSelection,
  JobsAffected,
  QUEUES_PATH,
  QueuedJobs,
  Queues,
  RETRY_PATH,
} from '../../shared/contracts/queues.ts'
import { defineShardRoute } from '../route.ts'
import { cancelJobs, countEvents, listJobs, listQueues, readHealth, retryJobs } from './service.ts'

export const shardRoutes = [
  defineShardRoute({
    method: 'get',
    path: HEALTH_PATH,
    summary: 'Tell how the shard is',
    permission: 'internal',
    response: ShardHealth,
    handler: (ctx) => readHealth(ctx),
  }),
  defineShardRoute({
    method: 'get',
    path: EVENT_COUNTS_PATH,
    summary: 'Tell how often something happened on the shard',
    permission: 'internal',
    query: EventCountFilter,
    response: EventCounts,
    handler: (ctx, { query }) => countEvents(ctx, query),
  }),
  defineShardRoute({
    method: 'get',
    path: QUEUES_PATH,
    summary: "List the shard's queues and schedules",
    permission: 'internal',
    response: Queues,
    handler: (ctx) => listQueues(ctx),
  }),
  defineShardRoute({
    method: 'get',
    path: JOBS_PATH,
    summary: "List the shard's jobs",
    permission: 'internal',
    query: JobFilter,
    response: QueuedJobs,
    handler: (ctx, { query }) => listJobs(ctx, query),
  }),
  defineShardRoute({
    method: 'post',
    path: RETRY_PATH,
    summary: 'Run jobs again',
    permission: 'internal',
    body: JobChoice,
    response: JobsAffected,
    handler: (ctx, { body }) => retryJobs(ctx, body),
  }),
  defineShardRoute({
    method: 'post',
    path: CANCEL_PATH,
    summary: 'Cancel jobs',
    permission: 'internal',
    body: JobSelection,
    response: JobsAffected,
    handler: (ctx, { body }) => cancelJobs(ctx, body),
  }),
]
