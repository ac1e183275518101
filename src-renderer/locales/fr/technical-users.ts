/** The listing of technical users. The form and the viewer speak the words of `users`. */
export const technicalUsers = {
  title: 'Utilisateurs techniques',
  search: 'Rechercher des utilisateurs techniques',
  new: 'Nouvel utilisateur technique',
  list: 'Utilisateurs techniques',
  empty: 'Aucun utilisateur technique',
  emptyHint: 'Un utilisateur technique est une machine ou un compte fictif qui appelle l’API avec ses propres jetons.',
  newHint: 'Une machine ou un compte fictif : il ne se connecte jamais et n’a pas de rôle.',
  createToken: 'Créer un jeton d’API',
  tokensOff: 'Les jetons des utilisateurs techniques sont désactivés dans cette installation.',
  token: {
    user: 'Utilisateur',
    userHint: 'Les utilisateurs techniques employés aujourd’hui.',
    name: 'Nom du jeton',
    dateHint: 'Sans date, il est valable jusqu’à la fin de la journée.',
  },
  columns: { employment: 'Période d’emploi' },
} as const
