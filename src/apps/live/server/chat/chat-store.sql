-- What chat-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteChatOfChannel
delete from "chat_bans"
  where "channel_id" = ?;

-- deleteChatOfChannel
delete from "chat_messages"
  where "channel_id" = ?;

-- deleteChatOfChannel
delete from "chat_paces"
  where "channel_id" = ?;

-- deleteChatOfChannel
delete from "chat_pins"
  where "channel_id" = ?;

-- deleteChatOfEvent
delete from "chat_messages"
  where "event_id" = ?;

-- findMessage
select *
  from "chat_messages"
  where "id" = ?
  and "channel_id" = ?
  and "removed_at" is null;

-- insertMessage
insert into "chat_messages" ("id", "space_id", "channel_id", "event_id", "at", "person", "account_id", "guest_name", "role", "body", "created_at", "removed_at")
  values (?, …);

-- lastMessageOf
select *
  from "chat_messages"
  where "channel_id" = ?
  and "person" = ?
  and "removed_at" is null
  order by "id" desc
  limit ?;

-- listMessages
select *
  from "chat_messages"
  where "channel_id" = ?
  and "removed_at" is null
  and "id" < ?
  order by "id" desc
  limit ?;

-- listMessages
select *
  from "chat_messages"
  where "channel_id" = ?
  and "removed_at" is null
  order by "id" desc
  limit ?;

-- messagesSince
select *
  from "chat_messages"
  where "channel_id" = ?
  and "removed_at" is null
  and "id" >= ?
  order by "id" desc
  limit ?;

-- pinMessage
delete from "chat_pins"
  where "channel_id" = ?;

-- pinMessage
insert into "chat_pins" ("channel_id", "space_id", "message_id")
  values (?, …);

-- pinnedMessage
select "chat_messages".*
  from "chat_pins"
  inner join "chat_messages" on "chat_messages"."id" = "chat_pins"."message_id"
  where "chat_pins"."channel_id" = ?
  and "chat_messages"."removed_at" is null;

-- purgeMessages
delete from "chat_messages"
  where "id" in (?, …);

-- purgeMessages
select "id"
  from "chat_messages"
  where "created_at" < ?
  and ("removed_at" is not null or ("event_id" is null
  and not exists (select "chat_pins"."channel_id"
  from "chat_pins"
  where "chat_pins"."channel_id" = "chat_messages"."channel_id"
  and "chat_pins"."message_id" = "chat_messages"."id")))
  order by "created_at"
  limit ?;

-- purgePaces
delete from "chat_paces"
  where "last_at" < ?;

-- removeMessage
update "chat_messages"
  set "removed_at" = ?
  where "id" = ?;

-- removeMessagesOf
select "id"
  from "chat_messages"
  where "channel_id" = ?
  and "person" = ?
  and "removed_at" is null
  and "id" >= ?
  order by "id" desc
  limit ?;

-- removeMessagesOf
update "chat_messages"
  set "removed_at" = ?
  where "id" in (?, …);

-- replayMessages
select *
  from "chat_messages"
  where "event_id" = ?
  and "removed_at" is null
  and "at" >= ?
  and ("at" > ? or ("at" = ?
  and "id" > ?))
  order by "at", "id"
  limit ?;

-- replayMessages
select *
  from "chat_messages"
  where "event_id" = ?
  and "removed_at" is null
  and "at" >= ?
  order by "at", "id"
  limit ?;
