// Completes package-lock.json after `npm install` against a registry mirror that lacks packages for other platforms: npm
// leaves those out, and `npm ci` then refuses the file. Each gets the entry that it would have, but for its checksum.
import { readFileSync, writeFileSync } from 'node:fs'

type Entry = {
  version: string
  dev?: boolean
  optional?: boolean
  cpu?: string[]
  os?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const PROCESSORS = ['arm64', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32', 'arm']

const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
let added = 0
for (const parent of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`
    const os = SYSTEMS.filter((system) => name.includes(system))
    if (path in lock.packages || os.length === 0 || !/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) continue
    const cpu = PROCESSORS.filter((processor) => name.includes(processor)).slice(0, 1)
    const libc =
      os[0] !== 'linux' ? [] : name.includes('musl') ? ['musl'] : name.includes('gnu') ? ['glibc'] : []
    lock.packages[path] = {
      version,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(parent.dev === true ? { dev: true } : {}),
      ...(libc.length > 0 ? { libc } : {}),
      optional: true,
      os,
    }
    added += 1
  }
}
const inOrder = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
writeFileSync(
  'package-lock.json',
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(inOrder) }, undefined, 2)}\n`,
)
console.log(`${added} packages of other platforms were added to package-lock.json.`)
