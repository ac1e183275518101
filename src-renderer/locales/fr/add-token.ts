/** The wizard that adds a token (MP-5). */
export const addToken = {
  add: 'Ajouter',
  title: 'Ajouter un jeton d’API',
  steps: { general: 'Général', modules: 'Modules', overview: 'Récapitulatif' },
  step: 'Étape {{number}} sur 3 : {{name}}',
  continue: 'Continuer',
  back: 'Retour',
  submit: 'Ajouter',
  owner: {
    kind: 'Pour',
    myself: 'Moi-même',
    user: 'Un utilisateur',
    technicalUser: 'Un compte technique',
    contact: 'Un contact',
    searchUser: 'Utilisateur',
    searchTechnicalUser: 'Compte technique',
    searchContact: 'Contact',
    required: 'Choisissez à qui le jeton est destiné.',
    notNow: 'Aucun jeton ne peut être créé pour ce propriétaire.',
  },
  modulesHint:
    'Ce que le jeton atteindra de l’API. Seuls les modules activés et permis à ce propriétaire sont proposés.',
  modulesNone: 'Aucun',
  overviewHint:
    'Vérifiez ces indications. Avec Ajouter, le jeton est créé ; sa valeur peut alors être affichée ou copiée une seule fois.',
  validUntil: 'Jusqu’au {{instant}}',
  done: '« {{name}} » est ajouté',
  doneText: 'Le jeton est prêt à l’emploi.',
  doneId: 'Identifiant',
  view: 'Afficher les détails',
  close: 'Fermer',
} as const
