/** The palette, which finds people, tokens and actions, and the sheet of keys. */
export const palette = {
  title: 'Rechercher des personnes, des jetons et des actions',
  placeholder: 'Saisissez un nom, un jeton ou une action',
  found: 'Résultats',
  actions: 'Actions',
  open: 'Ouvrir : {{name}}',
} as const

export const shortcuts = {
  title: 'Raccourcis clavier',
  anywhere: 'Partout',
  lists: 'Dans les listes',
  dialogs: 'Dans les boîtes de dialogue et les formulaires',
  palette: 'Rechercher des personnes, des jetons et des actions',
  sheet: 'Afficher ces raccourcis',
  search: 'Rechercher dans la liste',
  add: 'Ajouter un élément',
  move: 'Parcourir les lignes',
  ends: 'Aller à la première ou à la dernière ligne',
  open: 'Ouvrir la ligne',
  tick: 'Cocher la ligne, dans la liste des jetons',
  submit: 'Enregistrer ou continuer',
  close: 'Fermer ou annuler',
  next: 'Champ ou bouton suivant',
  /** What is printed on a key. */
  named: { home: 'Début', end: 'Fin', enter: 'Entrée', space: 'Espace' },
} as const
