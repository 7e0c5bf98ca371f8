import { useState } from 'react'
import { tell, useTellProblem } from './notices.tsx'

/**
 * For buttons that do something at once: `run('capture', () => dataOf(…), t('captured'))`. `busy` names what is being done, and
 * only one thing is done at a time. Failures are told.
 */
export function useAction() {
  const tellProblem = useTellProblem()
  const [busy, setBusy] = useState<string | null>(null)
  const run = async (name: string, work: () => Promise<unknown>, done?: string): Promise<void> => {
    if (busy !== null) return
    setBusy(name)
    try {
      await work()
      if (done !== undefined) tell(done)
    } catch (error) {
      tellProblem(error)
    } finally {
      setBusy(null)
    }
  }
  return {
    busy,
    run: (name: string, work: () => Promise<unknown>, done?: string) => void run(name, work, done),
  }
}
