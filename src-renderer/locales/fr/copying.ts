/** Copying the store of this computer to a server. */
export const copying = {
  title: 'Copier vers un serveur',
  hint: 'Sur un serveur, plusieurs personnes travaillent sur une même base, et les API peuvent l’interroger.',
  open: 'Copier vers un serveur…',
  before:
    'Les jetons continuent d’y fonctionner : ils gardent leurs identifiants, modules, dates et derniers accès, tout comme la piste d’audit.',
  noServer:
    'Aucun serveur n’est encore connu ici. Connectez-vous d’abord à un serveur ; cette fenêtre reste sur la base de cet ordinateur.',
  dialog: 'Copier cette base vers un serveur',
  intro:
    'Le serveur doit être vide. Tout est copié, ou rien. Les sessions n’en font pas partie, ni les valeurs conservées des jetons : elles sont scellées par une clé de cet ordinateur.',
  server: 'Serveur',
  asking: 'Interrogation du serveur…',
  brings: 'Ce qui serait copié :',
  counts: {
    tokens: 'Jetons d’API',
    users: 'Utilisateurs',
    contacts: 'Contacts',
    customers: 'Clients',
    modules: 'Modules',
    resourceServers: 'Serveurs de ressources',
    auditRecords: 'Enregistrements de la piste d’audit',
  },
  outcomes: {
    same: 'Le serveur contient déjà tout cela.',
    ahead: 'Le serveur contient déjà tout cela, et on y a travaillé depuis.',
  },
  setupCode: 'Code d’activation',
  setupCodeHint: 'Le service l’a affiché à son démarrage. La personne qui exploite le service le connaît.',
  start: 'Copier',
  running: 'Copie vers {{name}}…',
  runningHint: 'Vous pouvez continuer à travailler ; ce que vous modifiez entre-temps ne fait pas partie de la copie.',
  cancelled: 'La copie a été annulée. Rien n’a été modifié sur le serveur.',
  done: 'Tout est maintenant sur {{name}}. La base de cet ordinateur reste telle quelle : ne travaillez que sur l’une des deux.',
  goOver: 'Passer à {{name}}',
} as const
