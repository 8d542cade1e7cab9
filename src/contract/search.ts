import { type Static, Type } from 'typebox'
import { route } from './route.ts'
import { Id, Nullable, Page, PageQuery, Person, SpaceParams, Strict, Time } from './shapes.ts'

/** A piece of text as it stands, with what the search matched marked. */
export const Snippet = Type.Array(Strict({ text: Type.String(), hit: Type.Boolean() }), { maxItems: 64 })
export type Snippet = Static<typeof Snippet>

/** What a person types; see `platform/search/query-grammar.ts`. Anything is a query: what is no filter is a word. */
export const SearchText = Type.String({ maxLength: 400 })

export const SearchHit = Strict({
  /** `note`, `clip`, `member`: who registered it knows where it opens. */
  kind: Type.String(),
  id: Id,
  title: Snippet,
  /** The best passage of the text; empty when only the title or a tag matched. */
  snippet: Snippet,
  tags: Type.Array(Type.String()),
  author: Nullable(Person),
  /** What `before:` and `after:` look at. */
  at: Time,
  archived: Type.Boolean(),
})
export type SearchHit = Static<typeof SearchHit>

export const searchSpace = route({
  id: 'search.find',
  method: 'GET',
  path: '/spaces/:space/search',
  summary: 'Find notes, clips and members of a space, best first',
  access: { who: 'guest', scope: 'search:read' },
  params: SpaceParams,
  query: Strict({
    ...PageQuery,
    q: SearchText,
    kind: Type.Optional(Type.String({ maxLength: 40, pattern: '^[a-z-]+$' })),
  }),
  answer: Page(SearchHit),
})

export const searchContract = [searchSpace]
