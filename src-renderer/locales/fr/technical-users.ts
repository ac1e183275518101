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
  columns: { employment: 'Période d’emploi' },
} as const
