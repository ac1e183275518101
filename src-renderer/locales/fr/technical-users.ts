/** The listing of technical users. The form and the viewer speak the words of `users`. */
export const technicalUsers = {
  title: 'Comptes techniques',
  search: 'Comptes techniques',
  new: 'Nouveau compte technique',
  list: 'Comptes techniques',
  empty: 'Aucun compte technique',
  emptyHint: 'Un compte technique est une machine ou une personne fictive qui appelle l’API avec ses propres jetons.',
  newHint: 'Une machine ou une personne fictive : elle ne se connecte jamais et n’a pas de rôle.',
  createToken: 'Créer un jeton d’API',
  tokensOff: 'Les jetons des comptes techniques sont désactivés dans cette installation.',
  token: {
    user: 'Utilisateur',
    userHint: 'Les comptes techniques en période d’emploi aujourd’hui.',
    name: 'Nom du jeton',
    dateHint: 'Sans date, il est valable jusqu’à la fin de la journée.',
  },
  columns: { employment: 'Période d’emploi' },
} as const
