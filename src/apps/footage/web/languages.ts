/** Languages to choose from, the reader's own first. */
export function languageOptions(): { value: string; label: string }[] {
  const own = navigator.languages.filter(isTag)
  const others = common
    .filter((tag) => !own.includes(tag))
    .map((tag) => ({ value: tag, label: languageName(tag) }))
    .toSorted((a, b) => a.label.localeCompare(b.label))
  return [...own.map((tag) => ({ value: tag, label: languageName(tag) })), ...others]
}

/** `de` in the reader's language: "German". The tag itself where nobody knows it. */
export const languageName = (tag: string): string => nameIn(navigator.languages[0] ?? 'en', tag)

/** `de` as those who read it call it: "Deutsch". */
export const ownName = (tag: string): string => nameIn(tag, tag)

function nameIn(reader: string, tag: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

/** What the contract takes; browsers may say more (`en-US-u-ca-buddhist`). */
const isTag = (tag: string) => /^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?$/.test(tag)

const common =
  'am ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt pt-BR ro ru sk sl sq sr sv sw ta th tl tr uk ur vi zh-Hans zh-Hant'.split(
    ' ',
  )
