-- What api-key-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- apiKeysOf
select "api_keys"."id", "api_keys"."name", "scopes", "slug" as "space", "api_keys"."created_at" as "createdAt", "expires_at" as "expiresAt", "last_used_at" as "lastUsedAt"
  from "api_keys"
  left join "spaces" on "spaces"."id" = "space_id"
  where "account_id" = ?
  order by "api_keys"."id" desc
  limit ?;

-- deleteApiKey
delete from "api_keys"
  where "id" = ?
  and "account_id" = ?
  returning "id", "name", "space_id" as "spaceId";

-- findApiKey
select "api_keys"."id", "account_id" as "accountId", "accounts"."name", "space_id" as "spaceId", "scopes", "expires_at" as "expiresAt", "last_used_at" as "lastUsedAt"
  from "api_keys"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "banned_at" is null
  and ("expires_at" is null or "expires_at" > ?)
  and "token_hash" = ?;

-- insertApiKey
insert into "api_keys" ("id", "name", "created_at", "expires_at", "last_used_at", "token_hash", "account_id", "space_id", "scopes")
  values (?, …);

-- livingApiKeys
select "api_keys"."id"
  from "api_keys"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "banned_at" is null
  and ("expires_at" is null or "expires_at" > ?)
  and "api_keys"."id" in (?, …);

-- touchApiKey
update "api_keys"
  set "last_used_at" = ?
  where "id" = ?;
