// Which file may import which, for dependency-cruiser; imports.ts runs it. `$1` and `$2` in a `to` path stand for
// the plane and the module of the importing file, so each rule is written once for all modules.
const anyModule = '^(control-plane|data-plane)/([^/]+)/'
const planeTop = '^(control-plane|data-plane)/[^/]+[.]ts$'
const composition = '^(control-plane|data-plane)/(app|main|modules)[.]ts$'
// A file that outgrew its limit may be a folder of the same name: rules.ts or rules/tax.ts.
const consoleFiles = '^control-plane/console/'
const inModule = (names) => `${anyModule}(${names})([.]ts$|[.-][^/]*$|/)`
const door = `${anyModule}(index[.]ts$|events([.]ts$|/))`
const tests = ['[.]test[.]ts$', '^shared/testing/']
const sql = [
  '(^|/)node_modules/(drizzle-orm|postgres|pg|@types/pg)/',
  inModule('tables'),
  '^shared/.*/tables[.]ts$',
]
const pureShared = ['^shared/money/', '^shared/auth/permissions[.]ts$', '^shared/(time|ids|objects)[.]ts$']
const pureNode = '^(node:)?util$'

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Files that import each other, directly or not, cannot be understood one by one.',
      {},
      { circular: true },
    ),
    forbid('no-unresolvable', 'This import leads nowhere.', {}, { couldNotResolve: true }),
    forbid(
      'shared-knows-no-plane',
      'shared/ is used by both planes and knows neither.',
      { path: '^shared/', pathNot: tests },
      { path: '^(control-plane|data-plane)/' },
    ),
    forbid(
      'planes-apart',
      'The planes meet over HTTP only.',
      { path: '^(control-plane|data-plane)/' },
      { path: '^(control-plane|data-plane)/', pathNot: '^$1/' },
    ),
    forbid(
      'infra-is-outermost',
      'Nothing outside infra/ imports infra/.',
      { pathNot: ['^infra/', ...tests] },
      { path: '^infra/' },
    ),
    forbid(
      'modules-meet-at-the-door',
      'Another module offers only its index.ts and events.ts.',
      { path: anyModule, pathNot: tests },
      { path: anyModule, pathNot: ['^$1/$2/', door] },
    ),
    forbid(
      'modules-know-no-composition',
      'app.ts, main.ts and modules.ts compose the modules, not the other way round.',
      { path: anyModule, pathNot: tests },
      { path: composition },
    ),
    forbid(
      'plane-top-uses-doors',
      'A plane composes manifests, doors and events; the rest of a module is its own.',
      { path: planeTop, pathNot: tests },
      { path: anyModule, pathNot: [door, inModule('module')] },
    ),
    forbid(
      'manifests-only-in-modules-ts',
      'module.ts is imported by the modules.ts of its plane and by tests.',
      { pathNot: ['^(control-plane|data-plane)/modules[.]ts$', ...tests] },
      { path: inModule('module') },
    ),
    forbid(
      'rules-are-pure',
      'Rules decide from their arguments: no SQL, no IO, no service. Load first, then decide, then store.',
      { path: inModule('rules'), pathNot: tests },
      {
        pathNot: [
          '^$1/$2/(rules|schema|types)([.]ts$|[.-][^/]*$|/)',
          '^shared/errors[.]ts$',
          ...pureShared,
          pureNode,
          '(^|/)node_modules/csv-(parse|stringify)/',
        ],
      },
    ),
    forbid(
      'rules-take-types-only',
      'Use `import type`: a rule gets parsed input, and returns why it refuses instead of throwing it.',
      { path: inModule('rules'), pathNot: tests },
      { path: [inModule('schema'), '^shared/errors[.]ts$'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'pure-shared-stays-pure',
      'Rules rely on these files, so they may not do IO either.',
      { path: pureShared, pathNot: tests },
      { pathNot: [...pureShared, pureNode, '^(node:)?crypto$', '(^|/)node_modules/zod/'] },
    ),
    forbid(
      'sql-only-in-queries',
      'In a module only queries and tables speak SQL; in shared/ only the doors to the database.',
      {
        path: '^(control-plane|data-plane|shared)/',
        pathNot: [inModule('queries|tables'), '^shared/(db|events|jobs)/', '^shared/context[.]ts$', ...tests],
      },
      { path: sql },
    ),
    forbid(
      'console-talks-http-only',
      'The console uses the public APIs and nothing of the server; the types of the APIs are generated.',
      { path: consoleFiles, pathNot: tests },
      { path: '^(control-plane|data-plane|shared|infra|migrations)/', pathNot: consoleFiles },
    ),
    forbid(
      'console-is-for-browsers',
      'The server serves what was built of the console, and imports nothing of it.',
      { pathNot: [consoleFiles, ...tests] },
      { path: consoleFiles },
    ),
    forbid(
      'console-areas-apart',
      'Areas of the console share by parts/ and api/, not with each other.',
      { path: '^control-plane/console/pages/([^/]+)/' },
      { path: '^control-plane/console/pages/[^/]+/', pathNot: '^control-plane/console/pages/$1/' },
    ),
    forbid(
      'routes-are-thin',
      'A route names a service function; it does not query.',
      { path: inModule('routes'), pathNot: tests },
      { path: inModule('queries|tables') },
    ),
    forbid(
      'no-test-code-in-product',
      'Tests and shared/testing/ are for tests.',
      { pathNot: [...tests, '^infra/(e2e|browser)/', '^vitest[.]config[.]ts$'] },
      { path: tests },
    ),
    forbid(
      'no-dev-dependencies-in-product',
      'This package is not there in production.',
      { path: '^(control-plane|data-plane|shared|infra/local)/', pathNot: tests },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    // TypeScript 7 has no API that dependency-cruiser could parse with; without swc it would see no module at all.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default'],
    },
  },
}
