import type { SignedPaths } from '#platform/http/signed-paths.ts'

/** Which channel a name in a path means. `version`: of the grant; null for a bare public id. */
export type Named = { channel: string; publicId: string; version: number | null }

/** Names a channel among all that this process has. */
export const channelKey = (purpose: string, publicId: string): string => `${purpose}/${publicId}`

/** All viewers of a channel have the same token, so one look into a map does for a request. */
const [remembered, secondsRemembered] = [5000, 60]

/** Null for a token that opens nothing. */
export function openGrants(signedPaths: Pick<SignedPaths, 'open'>): { keyOf(name: string): Named | null } {
  const known = new Map<string, { named: Named | null; until: number }>()
  return {
    keyOf(name) {
      if (!name.includes('.')) return { channel: channelKey('live', name), publicId: name, version: null }
      const now = performance.now()
      const seen = known.get(name)
      if (seen && seen.until > now) return seen.named
      const grant = signedPaths.open(name)
      const named = grant && {
        channel: channelKey(grant.purpose, grant.object),
        publicId: grant.object,
        version: grant.version,
      }
      known.delete(name)
      known.set(name, { named, until: now + secondsRemembered * 1000 })
      if (known.size > remembered) known.delete(known.keys().next().value!)
      return named
    },
  }
}
