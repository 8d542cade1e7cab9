/** What stands where the picture will be, in the page and in what is painted before it. */
export const opensByItself = 'The picture opens here by itself.'
export const nothingOnAir = {
  title: 'Nothing is on air',
  text: 'As soon as something is, it opens here by itself.',
}
