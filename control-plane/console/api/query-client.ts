import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from './problem.ts'

/** What a refusal says now it says again in a second; transport.ts repeats what may go better. */
const mayRetry = (failures: number, error: unknown) => !(error instanceof ProblemError) && failures < 1

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: mayRetry },
    mutations: { retry: false },
  },
})
