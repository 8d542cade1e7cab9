/** How far a move has come. `of` is 0 where nobody knows. */
export type MoveProgress = {
  stage: 'looking' | 'copying' | 'fastening' | 'comparing'
  table: string
  done: number
  of: number
}
