/** The listing of technical users. The form and the viewer speak the words of `users`. */
export const technicalUsers = {
  title: 'Techničtí uživatelé',
  search: 'Hledat technické uživatele',
  new: 'Nový technický uživatel',
  list: 'Techničtí uživatelé',
  empty: 'Zatím žádní techničtí uživatelé',
  emptyHint: 'Technický uživatel je stroj nebo fiktivní účet, který volá API vlastními tokeny.',
  newHint: 'Stroj nebo fiktivní účet: nikdy se nepřihlašuje a nemá roli.',
  createToken: 'Vytvořit token API',
  tokensOff: 'Tokeny technických uživatelů jsou v této instalaci vypnuté.',
  token: {
    user: 'Uživatel',
    userHint: 'Techničtí uživatelé, kteří jsou dnes v zaměstnání.',
    name: 'Název tokenu',
    dateHint: 'Bez data platí do konce dneška.',
  },
  columns: { employment: 'Zaměstnání' },
} as const
