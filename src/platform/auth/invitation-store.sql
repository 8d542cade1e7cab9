-- What invitation-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteInvitation
delete from "invitations"
  where "space_id" = ?
  and "id" = ?
  returning "role";

-- deleteInvitationsBy
delete from "invitations"
  where "space_id" = ?
  and "created_by" = ?;

-- deleteSpentInvitations
delete from "invitations"
  where "space_id" = ?
  and ("expires_at" <= ? or "uses_left" <= ?);

-- findOpenInvitation
select "invitations"."id", "space_id" as "spaceId", "role", "expires_at" as "expiresAt", "spaces"."slug", "spaces"."name"
  from "invitations"
  inner join "spaces" on "spaces"."id" = "space_id"
  where "token_hash" = ?
  and "expires_at" > ?
  and "uses_left" > ?;

-- insertInvitation
insert into "invitations" ("id", "role", "created_at", "expires_at", "uses_left", "space_id", "token_hash", "created_by")
  values (?, …);

-- openInvitations
select "id", "role", "created_at" as "createdAt", "expires_at" as "expiresAt", "uses_left" as "usesLeft"
  from "invitations"
  where "space_id" = ?
  and "expires_at" > ?
  and "uses_left" > ?
  order by "id" desc
  limit ?;

-- spendInvitation
update "invitations"
  set "uses_left" = "uses_left" - ?
  where "id" = ?
  and "uses_left" > ?
  and "expires_at" > ?;
