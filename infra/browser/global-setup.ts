// What the tests in the browser share: Postgres, the built console and the unpacked browser.
import type { TestProject } from 'vitest/node'
import startPostgres from '../../shared/testing/global-setup.ts'
import { ensureConsole } from '../local/console.ts'
import { hasChromium, unpackChromium } from './chromium.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!hasChromium) {
    console.warn('Chromium comes for Linux on x64 only: the tests in the browser are skipped.')
    return async () => {}
  }
  await unpackChromium()
  const error = await ensureConsole()
  if (error !== undefined) throw error
  return startPostgres(project)
}
