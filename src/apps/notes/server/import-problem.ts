/** Why one file of an import is left out, or what of it could not be kept: in words, for the person who sent it. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem'
}
