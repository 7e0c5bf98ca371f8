// Our own rules about the repository, which no linter knows. Reads what git tracks or would track.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path))
const read = (path: string): string => readFileSync(path, 'utf8')
const sources = files
  .filter((path) => /\.(ts|tsx|cjs|mjs|js)$/.test(path))
  .map((path) => ({ path, text: read(path) }))
const isTest = (path: string): boolean => path.endsWith('.test.ts')

/** `path:line` of every match in the sources that `within` selects. */
function linesWith(pattern: RegExp, within: (path: string) => boolean): string[] {
  return sources
    .filter(({ path }) => within(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
    )
}

test('sources are found', () => {
  expect(sources.length).toBeGreaterThan(0)
})

test('a source file has at most 400 lines, a test file 500', () => {
  const lines = (text: string) => text.trimEnd().split('\n').length
  const tooLong = sources.filter(({ path, text }) => lines(text) > (isTest(path) ? 500 : 400))
  expect(tooLong.map(({ path, text }) => `${path} (${lines(text)})`)).toEqual([])
})

test('no source file is empty', () => {
  expect(sources.filter(({ text }) => text.trim() === '').map(({ path }) => path)).toEqual([])
})

test('file and folder names are kebab-case', () => {
  const kebab = /^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/
  expect(sources.map(({ path }) => path).filter((path) => !kebab.test(path))).toEqual([])
})

test('only the configuration reads the environment', () => {
  const environment = /\bprocess\.env\b|\benv\b.*from 'node:process'/
  const readers = /^(shared\/config\.ts$|shared\/testing\/|infra\/(local|e2e|check)\/)/
  expect(linesWith(environment, (path) => !readers.test(path))).toEqual([])
})

test('rules read neither the clock nor chance nor the network', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\.|\bperformance\.|\bfetch\(|\bsetTimeout\b/
  const isRule = (path: string) => /-plane\/[^/]+\/rules[./-]/.test(path) && !isTest(path)
  expect(linesWith(impure, isRule)).toEqual([])
})

test('what is left to do names its issue, as in (#123)', () => {
  // Written so that this line does not find itself.
  expect(linesWith(/\b(?:TO[D]O|FIX[M]E)\b(?!.*#\d+)/, () => true)).toEqual([])
})

test('types are imported by import type, where the check of imports sees them', () => {
  const inlineType = /(?:\btypeof|[:<|&]|\btype\b[^=]*=)\s*import\(/
  expect(linesWith(inlineType, (path) => !isTest(path))).toEqual([])
})

test('only index.ts re-exports', () => {
  const imported =
    /^(import|export)\s+(type\s+)?(\*(\s+as\s+\w+)?|\w+|(\w+\s*,\s*)?\{[^}]*\})\s*from\s*['"][^'"]+['"]/gm
  const isBarrel = ({ path, text }: { path: string; text: string }): boolean => {
    const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    const own = code.replace(imported, '').replace(/^export\s+(type\s+)?\{[^}]*\}/gm, '')
    return basename(path) !== 'index.ts' && /^export\b/m.test(code) && /^[\s;]*$/.test(own)
  }
  expect(sources.filter(isBarrel).map(({ path }) => path)).toEqual([])
})

test('every module is listed in the modules.ts of its plane', () => {
  const unlisted = files.filter((path) => {
    const [, plane, module] = /^(control-plane|data-plane)\/([^/]+)\/module\.ts$/.exec(path) ?? []
    const list = sources.find((source) => source.path === `${plane}/modules.ts`)
    return plane !== undefined && !list?.text.includes(`'./${module}/module.ts'`)
  })
  expect(unlisted).toEqual([])
})

test('every tenant table of a shard is protected in the migration that creates it', () => {
  const register = 'app.tenants' // holds ids only, and jobs walk it to reach each tenant
  const create = /\bcreate\s+(?:\w+\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.]+)\s*\(/i
  const unprotected = files
    .filter((path) => /^migrations\/shard\/.*\.sql$/.test(path))
    .flatMap((path) => {
      // Comments and function bodies hold semicolons of their own.
      const sql = read(path).replace(/--.*$|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/gm, '')
      const tenantTables = sql
        .split(';')
        .filter((statement) => /\btenant_id\b/.test(statement))
        .flatMap((statement) => create.exec(statement)?.[1] ?? [])
      return tenantTables
        .filter((table) => table !== register && !sql.includes(`protect_tenant_table('${table}')`))
        .map((table) => `${path}: ${table}`)
    })
  expect(unprotected).toEqual([])
})

test('paths that the documents name exist', () => {
  const folders = /^(control-plane|data-plane|shared|migrations|infra)\//
  const missing = ['README.md', 'ARCHITECTURE.md'].filter(existsSync).flatMap((document) =>
    [...read(document).matchAll(/`([^`\s]+)`/g)]
      .map(([, path = '']) => path.replace(/:\d+$/, ''))
      // Placeholders such as <module>, * or {a,b} are no paths.
      .filter((path) => folders.test(path) && /^[\w./-]+$/.test(path) && !existsSync(path))
      .map((path) => `${document}: ${path}`),
  )
  expect(missing).toEqual([])
})

test.runIf(existsSync('.env.example') && existsSync('shared/config.ts'))(
  'the settings of .env.example are those of shared/config.ts',
  () => {
    const names = (text: string, pattern: RegExp) =>
      [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort()
    const documented = names(read('.env.example'), /^#?\s*([A-Z][A-Z0-9_]*)=/gm)
    expect(documented).toEqual(names(read('shared/config.ts'), /^\s+([A-Z][A-Z0-9_]*):/gm))
  },
)
