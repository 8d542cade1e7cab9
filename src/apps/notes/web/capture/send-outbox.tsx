import { useMe } from '#web/session.ts'
import { useOutbox } from './use-outbox.ts'

/** Sends quick notes that were written without a connection, where the box itself is not shown. */
export function SendOutbox() {
  const me = useMe()
  return me && <Sender account={me.account.id} />
}

function Sender({ account }: { account: string }) {
  useOutbox(account)
  return null
}
