/** Words that somebody typed, as part of one line: no line breaks, nothing that steers, none of the marks that turn text around. */
export const oneLine = (words: string): string =>
  words.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
