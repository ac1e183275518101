export const session = {
  firstRun: {
    title: 'Créer l’administrateur',
    intro: 'Token Desk n’a pas encore d’utilisateur. Le premier a tous les droits et peut ajouter les autres.',
    sampleData: 'Ajouter des données d’exemple pour découvrir l’application',
    sampleDataHint: 'Des clients, contacts, utilisateurs et jetons qui n’existent pas en dehors de cette base.',
    setupCodeHint: 'Le service l’a affiché là où il a été démarré.',
    submit: 'Créer l’administrateur',
  },
  signIn: {
    title: 'Se connecter',
    submit: 'Se connecter',
    haveCode: 'J’ai un code d’activation',
  },
  setupCode: {
    title: 'Choisir un mot de passe',
    intro: 'Votre administrateur vous a remis un code d’activation. Il ne sert qu’une fois.',
    submit: 'Définir le mot de passe et se connecter',
    haveNone: 'Retour à la connexion',
  },
  locked: {
    title: 'Verrouillé',
    intro: 'Session de {{username}}. Saisissez votre mot de passe pour continuer.',
    submit: 'Déverrouiller',
  },
  fields: {
    fullName: 'Nom complet',
    username: 'Nom d’utilisateur',
    email: 'E-mail',
    password: 'Mot de passe',
    passwordHint: 'Au moins 15 caractères. Plusieurs mots à la suite conviennent.',
    passwordAgain: 'Confirmer le mot de passe',
    setupCode: 'Code d’activation',
  },
  announceLocked: 'Token Desk est verrouillé.',
} as const
