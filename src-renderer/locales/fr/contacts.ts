export const contacts = {
  title: 'Contacts',
  search: 'Rechercher des contacts',
  new: 'Nouveau contact',
  import: 'Importer',
  list: 'Contacts',
  empty: 'Aucun contact',
  emptyHint: 'Ajoutez un contact à la main ou importez-en depuis un fichier.',
  emptyRead: 'Un administrateur peut en ajouter ou en importer.',
  filters: { state: 'État', active: 'Actifs', inactive: 'Désactivés' },
  columns: {
    name: 'Nom',
    customer: 'Client',
    email: 'E-mail',
    tokens: 'Jetons d’API',
    created: 'Créé le',
    state: 'État',
  },
  fields: {
    fullName: 'Nom complet',
    customer: 'Client',
    email: 'E-mail',
    phone: 'Téléphone',
    jobTitle: 'Fonction',
    created: 'Date de création',
  },
  tabs: { label: 'Contact', general: 'Général', tokens: 'Jetons d’API' },
  details: 'Coordonnées du contact',
  keys: 'Clés d’utilisateur et accès web',
  keysHint: 'Les jetons d’un contact n’atteignent que le portail client et les données de ce client.',
  inactiveHint: 'Le contact est désactivé : aucun de ses jetons n’est accepté.',
  customerInactiveHint: 'Le client est désactivé : aucun jeton de ce contact n’est accepté.',
  deactivate: 'Désactiver',
  reactivate: 'Réactiver',
  confirmDeactivate: 'Désactiver ce contact ?',
  confirmDeactivateText_zero:
    'Le contact n’a aucun jeton. Aucun ne pourra être émis tant que le contact n’est pas réactivé.',
  confirmDeactivateText_one:
    'Le jeton du contact cesse aussitôt d’être accepté. Il fonctionnera de nouveau quand le contact sera réactivé.',
  confirmDeactivateText_many:
    'Les {{count}} de jetons du contact cessent aussitôt d’être acceptés. Ils fonctionneront de nouveau quand le contact sera réactivé.',
  confirmDeactivateText_other:
    'Les {{count}} jetons du contact cessent aussitôt d’être acceptés. Ils fonctionneront de nouveau quand le contact sera réactivé.',
  confirmReactivate: 'Réactiver ce contact ?',
  confirmReactivateText_zero: 'Des jetons pourront de nouveau être émis pour ce contact.',
  confirmReactivateText_one:
    'Le jeton du contact est aussitôt accepté de nouveau, sauf s’il a expiré ou s’il a été retiré ou supprimé.',
  confirmReactivateText_many:
    'Les {{count}} de jetons du contact sont aussitôt acceptés de nouveau, sauf ceux qui ont expiré ou ont été retirés ou supprimés.',
  confirmReactivateText_other:
    'Les {{count}} jetons du contact sont aussitôt acceptés de nouveau, sauf ceux qui ont expiré ou ont été retirés ou supprimés.',
  created: '« {{name}} » a été ajouté.',
  saved: '« {{name}} » a été enregistré.',
  deactivated: '« {{name}} » est désactivé.',
  reactivated: '« {{name}} » est de nouveau actif.',
} as const
