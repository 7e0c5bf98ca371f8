// `npm run check`: runs every `check:*` script of package.json at once and prints what the failing ones said.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

function run(name: string, command: string): Promise<boolean> {
  const startedAt = performance.now()
  const child = spawn(`(${command}) 2>&1`, { shell: true })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
      if (code !== 0) console.log(`\n$ ${command}\n${Buffer.concat(output)}`)
      resolve(code === 0)
    })
  })
}

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
const checks = Object.entries(scripts).filter(([name]) => name.startsWith('check:'))
if (checks.length === 0) throw new Error('package.json has no check:* scripts.')
const passed = await Promise.all(checks.map(([name, command]) => run(name, command)))
if (passed.includes(false)) process.exitCode = 1
