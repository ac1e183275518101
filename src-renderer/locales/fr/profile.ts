/** What operators see and change about themselves. */
export const profile = {
  title: 'Mon profil',
  security: 'Paramètres de sécurité',
  details: 'Profil',
  saved: 'Votre profil est enregistré.',
  usernameHint: 'Il ne peut pas être modifié.',
  tokens: 'Jetons personnels d’accès à l’API',
  tokensHint: 'Les programmes qui utilisent l’un de ces jetons agissent en votre nom.',
  createToken: 'Créer un jeton d’API',
  tokenName: 'Nom du jeton',
  authentication: 'Authentification',
  password: {
    title: 'Changer de mot de passe',
    current: 'Mot de passe actuel',
    new: 'Nouveau mot de passe',
    again: 'Confirmer le nouveau mot de passe',
    hint: 'Au moins 15 caractères. Plusieurs mots à la suite conviennent.',
    others: 'Partout ailleurs où vous êtes connecté, vous serez déconnecté.',
    submit: 'Changer de mot de passe',
    changed: 'Votre mot de passe est changé. Vos autres sessions sont fermées.',
  },
} as const
