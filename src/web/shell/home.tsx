import { Navigate } from '@tanstack/react-router'
import { useApps } from '../session.ts'
import { Nowhere } from './fallbacks.tsx'

/** The first app is the front page. */
export function Home() {
  const [first] = useApps()
  return first ? <Navigate to={first.path} replace /> : <Nowhere />
}
