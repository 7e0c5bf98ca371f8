// Checks the direction of every import against imports.cjs and prints each violation with the reason for its rule.
import { existsSync } from 'node:fs'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import readOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'

const folders = ['control-plane', 'data-plane', 'shared', 'infra'].filter((folder) => existsSync(folder))
const options = await readOptions('./infra/check/imports.cjs')
const { summary } = (await cruise(folders, options)).output as ICruiseResult

for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle === undefined ? [to] : cycle.map((step) => step.name)
  const reason = options.ruleSet?.forbidden?.find(({ name }) => name === rule.name)?.comment
  console.log(`${[from, ...path].join(' -> ')}\n  ${rule.name}: ${reason}`)
}
console.log(`${summary.violations.length} violations in ${summary.totalDependenciesCruised} imports.`)
// A cruiser without its parser sees no import and finds no fault: that is no success.
if (summary.violations.length > 0 || !summary.totalDependenciesCruised) process.exitCode = 1
