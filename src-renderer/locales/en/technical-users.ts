/** The listing of technical users. The form and the viewer speak the words of `users`. */
export const technicalUsers = {
  title: 'Technical users',
  search: 'Search technical users',
  new: 'New technical user',
  list: 'Technical users',
  empty: 'No technical users yet',
  emptyHint: 'A technical user is a machine or a fictitious account that calls the API with tokens of its own.',
  newHint: 'A machine or a fictitious account: it never signs in and has no role.',
  createToken: 'Create an API token',
  tokensOff: 'Tokens of technical users are turned off in this installation.',
  token: {
    user: 'User',
    userHint: 'Technical users who are employed today.',
    name: 'Token name',
    dateHint: 'Without a date it is valid until today ends.',
  },
  columns: { employment: 'Employment' },
} as const
