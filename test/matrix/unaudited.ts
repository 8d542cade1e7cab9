/** Routes of the platform that change something and leave no entry in the audit log, each with the reason. Reviewed by hand. */
export const unaudited: Readonly<Record<string, string>> = {
  'setup.create':
    'asked here of a house that is set up; the first space is in the log (audit-routes.test.ts)',
  'session.create': 'people come and go all day; they see their sessions in their settings',
  'session.delete': 'see session.create',
  'session.end': 'see session.create',
  'session.end-others': 'see session.create',
  'two-factor.start': 'guards nothing until it is confirmed',
  'two-factor.confirm': 'asked here without a code; auth-audit.test.ts',
  'two-factor.delete': 'asked here of accounts that have none; auth-audit.test.ts',
  'password-reset.request': 'a mail that changes nothing; the log keeps the use of its link',
  'letter-choice.edit': 'what letters somebody wants is their own business',
  'invitation.preview': 'changes nothing',
  'upload.send': 'bytes on their way; the log keeps what becomes of them',
  'upload.delete': 'see upload.send',
}
