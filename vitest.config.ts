// Which tests need what. A test file's name decides its project:
//   *.test.ts                               unit: no database, milliseconds
//   routes.test.ts, *.integration.test.ts   integration: a real Postgres, which the global setup starts
//   infra/plans/                            plans: the same, alone, for it keeps Postgres busy
//   infra/browser/*.browser.test.ts         browser: pages in a real Chromium, on the platform in the test's process
//   infra/e2e/*.e2e.test.ts                 e2e: the whole product, each with an installation of its own
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const integration = ['**/routes.test.ts', '**/*.integration.test.ts', 'infra/local/postgres.test.ts']
const plans = ['infra/plans/*.integration.test.ts']
const browser = ['infra/browser/*.browser.test.ts']
const e2e = ['infra/e2e/**/*.e2e.test.ts']
const exclude = [...configDefaults.exclude, '.storeplane/**']

/** A long file that begins late is waited for alone. */
const LONGEST = [
  'infra/isolation/routes.integration.test.ts',
  'infra/browser/console.browser.test.ts',
  'infra/e2e/start.e2e.test.ts',
  'infra/e2e/kill.e2e.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = LONGEST.findIndex((path) => moduleId.endsWith(path))
      return rank === -1 ? LONGEST.length : rank
    }
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

// The orders are explicit because Vitest moves a project of order 0 with one worker to the end.
export default defineConfig({
  test: {
    passWithNoTests: false,
    // Node.js runs the sources itself, here as in production. `vi.mock` has no effect with it.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    exclude,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...integration, ...browser, ...e2e],
          // To load what they share anew for each file would cost twice what the tests do.
          isolate: false,
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
          maxWorkers: 4,
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
          name: 'browser',
          include: browser,
          globalSetup: 'infra/browser/global-setup.ts',
          pool: 'forks',
          maxWorkers: 2,
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 4 },
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
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
})
