import type { Role } from '../../contract/shapes.ts'

/** Times are ISO 8601 UTC text. Tokens and codes stand here only as hashes (tokens.ts). */
export type AccountTables = {
  house: HouseRow
  accounts: AccountRow
  two_factors: TwoFactorRow
  recovery_codes: RecoveryCodeRow
  sessions: SessionRow
  api_keys: ApiKeyRow
  spaces: SpaceRow
  /** `name_key` is the account's, so that the members of a space stand in the order of their names. */
  memberships: MembershipRow & { name_key: string }
  invitations: InvitationRow
  password_resets: PasswordResetRow
}

/** One row, `id` = 1, made by setup: of two setups at once the second finds the key taken. */
export type HouseRow = { id: number; first_space_id: string; set_up_at: string }

export type AccountRow = {
  id: string
  name: string
  /** `name` folded for sorting. */
  name_key: string
  email: string
  /** `email` in lower case, unique. */
  email_key: string
  /** argon2id in PHC form. */
  password_hash: string
  created_at: string
  banned_at: string | null
  /** Since when it takes no letters about what happens in its spaces; null while it does. */
  letters_refused_at: string | null
}

export type TwoFactorRow = {
  account_id: string
  /** Sealed (secret-box.ts). */
  secret: string
  /** Null while it waits for its first code; it guards nothing until then. */
  confirmed_at: string | null
  /** The 30-second step of the last code that was taken: none at or below it is taken again. */
  last_step: number
}

export type RecoveryCodeRow = { account_id: string; code_hash: string }

export type SessionRow = {
  id: string
  token_hash: string
  account_id: string
  created_at: string
  /** Up to a minute or so behind. */
  last_seen_at: string
  /** The absolute end; idleness may end it before. */
  expires_at: string
  address: string
  device: string
}

export type ApiKeyRow = {
  id: string
  token_hash: string
  account_id: string
  /** Null: every space of its account. */
  space_id: string | null
  name: string
  /** JSON list. */
  scopes: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
}

export type SpaceRow = {
  id: string
  slug: string
  name: string
  description: string
  created_at: string
  /** Raised first by everything that changes who belongs: the row lock that makes two of them take turns. */
  roster_version: number
}

export type MembershipRow = { space_id: string; account_id: string; role: Role; joined_at: string }

export type InvitationRow = {
  id: string
  space_id: string
  token_hash: string
  role: Role
  created_by: string
  created_at: string
  expires_at: string
  uses_left: number
}

export type PasswordResetRow = {
  token_hash: string
  account_id: string
  created_at: string
  expires_at: string
}
