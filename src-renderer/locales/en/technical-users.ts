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
  columns: { employment: 'Employment' },
} as const
