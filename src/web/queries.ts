import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem, isHiccup } from './api.ts'
import { welcomeQuery } from './session.ts'

/** What is read from the server is kept and shared here. Input that is refused is not asked again; a hiccup is, twice. */
export function openQueries(): QueryClient {
  // A session that ended elsewhere shows here as a 401, a role that was taken away as a 403 or 404: ask again who is there.
  const onError = (problem: unknown) => {
    if (problem instanceof ApiProblem && [401, 403, 404].includes(problem.status))
      void queries.invalidateQueries({ queryKey: welcomeQuery.queryKey })
  }
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (failures, problem) => failures < 2 && isHiccup(problem),
        retryDelay: (failures, problem) =>
          problem instanceof ApiProblem && problem.retryAfterSeconds
            ? Math.min(problem.retryAfterSeconds, 10) * 1000
            : 500 * 2 ** failures,
      },
      mutations: { networkMode: 'always' },
    },
  })
  return queries
}
