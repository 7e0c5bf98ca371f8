// Which tests need what. A test file's name decides its project:
//   *.test.ts                               unit: no database, milliseconds
//   routes.test.ts, *.integration.test.ts   integration: a real Postgres, which the global setup starts
//   infra/plans/                            plans: the same, alone, for it keeps Postgres busy
//   infra/e2e/*.e2e.test.ts                 e2e: the whole product, each with an installation of its own
import { configDefaults, defineConfig } from 'vitest/config'

const integration = ['**/routes.test.ts', '**/*.integration.test.ts', 'infra/local/postgres.test.ts']
const plans = ['infra/plans/*.integration.test.ts']
const e2e = ['infra/e2e/**/*.e2e.test.ts']
const exclude = [...configDefaults.exclude, '.storeplane/**']

// The orders are explicit because Vitest moves a project of order 0 with one worker to the end.
export default defineConfig({
  test: {
    passWithNoTests: false,
    exclude,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...integration, ...e2e],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: integration,
          exclude: [...exclude, ...plans],
          globalSetup: 'shared/testing/global-setup.ts',
          pool: 'forks',
          // More than the two cores that there may be: much of the time is waited. Loading the product anew for each file would
          // cost more than most of the tests.
          maxWorkers: 3,
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'plans',
          include: plans,
          globalSetup: 'shared/testing/global-setup.ts',
          pool: 'forks',
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: e2e,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
