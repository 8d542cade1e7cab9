import { type Static, Type } from 'typebox'
import { Id, Line, Strict } from '../../../contract/shapes.ts'

/** Most captions of one clip. */
export const mostCaptions = 20
/** Bytes of one file of captions, in UTF-8. */
export const mostCaptionBytes = 1_000_000

/** A language as BCP 47 names it: `en`, `pt-BR`, `zh-Hant-TW`. */
export const Language = Type.String({
  maxLength: 35,
  pattern:
    '^[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\\d{3}))?(?:-[A-Za-z0-9]{5,8})*$',
})

/** Words under the picture, in one language. `url` is WebVTT behind a signed path that expires; ask again for a fresh one. */
export const Caption = Strict({ id: Id, language: Language, label: Type.String(), url: Type.String() })
export type Caption = Static<typeof Caption>

/** `text` is a whole file, WebVTT or SRT, at most 1 MB. */
export const NewCaption = Strict({
  language: Language,
  label: Line(80),
  text: Type.String({ minLength: 1, maxLength: mostCaptionBytes }),
})
export type NewCaption = Static<typeof NewCaption>
