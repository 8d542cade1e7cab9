import { foldText as fold } from '#platform/search/tokens.ts'

/** Text as tags and titles are compared: as search compares it, and white space single. */
export const foldText = (text: string): string => fold(text).replace(/\s+/g, ' ').trim()
