import { openCursors } from '../http/cursors.ts'
import * as desk from './account-desk.ts'
import { accountRoutes } from './account-routes.ts'
import { anyAccount } from './account-store.ts'
import type { AccountTables } from './accounts-tables.ts'
import { apiKeyRoutes } from './api-key-routes.ts'
import type { Auth } from './auth.ts'
import type { AuthNeeds, AuthParts } from './auth-parts.ts'
import { openChanges } from './changes.ts'
import { endedCookie } from './cookies.ts'
import { openDirectory } from './directory.ts'
import { openDoorkeeper } from './doorkeeper.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { letterChoiceRoutes } from './letter-choice-routes.ts'
import { passwordResetMailer } from './mail-password-reset-job.ts'
import { memberSource } from './member-search.ts'
import { openSharedCallers } from './open-shared-callers.ts'
import { openPasswords } from './passwords.ts'
import { secretBox } from './secret-box.ts'
import { sessionRoutes } from './session-routes.ts'
import { setupRoutes } from './setup-routes.ts'
import { forgetSetupToken, keepSetupToken } from './setup-token.ts'
import { findFirstSpace } from './space-store.ts'
import { spaceRoutes } from './space-routes.ts'
import { twoFactorRoutes } from './two-factor-routes.ts'
import { openWatches } from './watches.ts'

/** Scopes of the routes of accounts and spaces, beside those that the apps bring. */
const spaceScopes = {
  'space:read': 'See the space and its members',
  'space:write': 'Change the space and the roles of its members',
}

export async function openAuth({ db, bus, shared, hashCost, ...rest }: AuthNeeds): Promise<Auth> {
  const { config } = rest
  const secrets = secretBox(config.secretKey, 'accounts')
  const callers = await openSharedCallers(shared, secrets)
  const parts: AuthParts = {
    ...rest,
    scopes: { ...spaceScopes, ...rest.scopes },
    db: db.tables<AccountTables>(),
    passwords: openPasswords(hashCost),
    changes: openChanges(bus, callers),
    callers,
    cursors: openCursors(config.secretKey),
    secrets,
  }
  const accounts = openDirectory(parts)
  const doorkeeper = openDoorkeeper(parts)
  const watches = openWatches(parts)

  return {
    actor: (request) => doorkeeper.actor(request),
    async standing(actor, slug) {
      const standing = await accounts.standing(slug, actor.kind === 'guest' ? null : actor.accountId)
      const elsewhere =
        actor.kind === 'account' &&
        actor.via === 'api-key' &&
        actor.spaceId !== null &&
        actor.spaceId !== standing?.space.id
      return standing && elsewhere ? { space: standing.space, role: null, accountId: null } : standing
    },
    watch: (actor, standing, ended) => watches.watch(actor, standing, ended),
    endedCookie: endedCookie(config),
    accounts,
    passwords: parts.passwords,
    desk: {
      createAccount: (wish) => desk.createAccount(parts, wish),
      setPassword: (email, password, how) => desk.setPassword(parts, email, password, how),
      passwordResetLink: (email) => desk.passwordResetLink(parts, email),
      setBanned: (email, banned) => desk.setBanned(parts, email, banned),
      deleteAccount: (email) => desk.deleteAccount(parts, email),
    },
    routes: [
      ...setupRoutes(parts),
      ...sessionRoutes(parts),
      ...accountRoutes(parts),
      ...twoFactorRoutes(parts),
      ...apiKeyRoutes(parts),
      ...spaceRoutes(parts),
      ...invitationRoutes(parts),
      ...letterChoiceRoutes(parts),
    ],
    jobs: [passwordResetMailer(parts)],
    searchSources: [memberSource(parts)],
    async firstSpace() {
      return (await findFirstSpace(parts.db.read)) ?? null
    },
    async setupToken() {
      if (!(await anyAccount(parts.db.read))) return keepSetupToken(config)
      await forgetSetupToken(config)
      return null
    },
    async close() {
      watches.close()
      parts.changes.close()
      await doorkeeper.close()
    },
  }
}
