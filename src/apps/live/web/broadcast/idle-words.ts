/** Before anything is sent to a channel, for those who run it. */
export const idleWords = (channel: string) => ({
  title: 'Nothing is sent',
  text: `As soon as OBS sends, ${channel} is on air. To try picture and sound before, test privately: for twenty minutes only those who run this channel see what is sent, and nothing is recorded.`,
})
