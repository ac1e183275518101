/** Settings: the rules of the installation, its modules, its facts, and the store. */
export const settings = {
  title: 'Paramètres',
  sections: {
    label: 'Paramètres',
    policy: 'Politique',
    modules: 'Modules',
    organisation: 'Organisation et API',
    'resource-servers': 'Serveurs de ressources',
    store: 'Base',
  },
  policy: {
    saved: 'La politique est enregistrée. Les jetons existants restent tels quels.',
    expiration: 'Expiration des nouveaux jetons',
    expirationHint: 'Les formulaires ne proposent rien que ces règles refusent.',
    longestLifetimeDays: 'Durée maximale (jours)',
    longestLifetimeDaysHint: 'De 1 à 3 650 jours. 365 jours au départ.',
    defaultExpiration: 'Expiration par défaut',
    defaultExpirationHint:
      'Choix présélectionné dans le formulaire. Si la durée maximale est plus courte, le plus long choix permis.',
    allowNoExpiration: 'Autoriser « Sans expiration »',
    allowNoExpirationHint: 'Un jeton sans expiration est accepté jusqu’à son retrait. Non autorisé au départ.',
    names: 'Noms des nouveaux jetons',
    namesHint: 'Un jeton existant garde son nom.',
    nameMinimumLength: 'Nom le plus court (caractères)',
    nameMinimumLengthHint: 'De 1 à 50 caractères.',
    namePrefix: 'Les noms commencent par',
    namePrefixHint: 'Par exemple « erp- ». Au plus 50 caractères ; majuscules et minuscules sont distinguées.',
    nameUniqueForOwner: 'Deux jetons d’un même propriétaire ne portent jamais le même nom',
    nameUniqueForOwnerHint: 'Les jetons expirés, retirés ou supprimés ne comptent pas.',
    secrets: 'Secrets et verrouillage',
    secretsHint: 'Combien de temps un secret reste là où quelqu’un pourrait le voir.',
    clipboardSeconds: 'Vider le presse-papiers après (secondes)',
    clipboardSecondsHint: 'De 5 à 120 secondes. 30 secondes au départ.',
    revealMinutes: 'Une révélation prend fin après (minutes)',
    revealMinutesHint: 'Combien de temps un nouveau jeton peut être affiché : de 1 à 10 minutes. 10 minutes au départ.',
    idleMinutes: 'Verrouiller après une inactivité de (minutes)',
    idleMinutesHint: 'De 1 à 30 minutes. 15 minutes au départ.',
    recoverable: 'Jetons récupérables',
    recoverableHint:
      'La valeur d’un nouveau jeton peut être affichée et copiée plus tard, chaque fois avec une trace dans l’audit. Elle est conservée chiffrée, avec une clé du trousseau du système d’exploitation. Désactivé au départ.',
    recoverableFor: 'Conserver la valeur des nouveaux jetons des',
    recoverableKinds: { user: 'Utilisateurs', 'technical-user': 'Comptes techniques', contact: 'Contacts' },
    noKeychain: 'Les valeurs ne peuvent pas être conservées ici.',
    keychainProblems: {
      'not-here': 'Token Desk est lancé d’une façon qui ne donne accès à aucun trousseau.',
      'no-service': 'Aucun service de secrets, comme GNOME Keyring ou KWallet, ne répond sur cet ordinateur.',
      'not-usable': 'Le trousseau de cet ordinateur est inutilisable.',
      'not-our-key': 'Le trousseau de cet ordinateur contient autre chose à la place de la clé de Token Desk.',
      late: 'Le trousseau de cet ordinateur n’a pas répondu à temps. Déverrouillez-le, puis réessayez.',
      'not-asked': 'Le trousseau de cet ordinateur n’a pas pu être interrogé. Le journal donne les détails.',
      'file-not-usable': 'Le fichier de clé du service est inutilisable. Le journal donne les détails.',
      'file-open-to-others':
        'Le fichier de clé du service peut être lu par d’autres. Réservez-le au compte du service.',
    },
    valuesLost_one:
      '{{formatted}} valeur conservée est détruite. Son jeton reste valable, mais ne pourra plus jamais être affiché.',
    valuesLost_many:
      '{{formatted}} de valeurs conservées sont détruites. Leurs jetons restent valables, mais ne pourront plus jamais être affichés.',
    valuesLost_other:
      '{{formatted}} valeurs conservées sont détruites. Leurs jetons restent valables, mais ne pourront plus jamais être affichés.',
    confirm: 'Modifier la politique ?',
    confirmText:
      'Les jetons existants ne sont pas modifiés : ils restent tels quels jusqu’à leur expiration ou leur retrait.',
    confirmSave: 'Enregistrer la politique',
    beyondLongestLifetime_one:
      '{{formatted}} jeton en service expire plus tard que la nouvelle durée maximale ne le permet.',
    beyondLongestLifetime_many:
      '{{formatted}} de jetons en service expirent plus tard que la nouvelle durée maximale ne le permet.',
    beyondLongestLifetime_other:
      '{{formatted}} jetons en service expirent plus tard que la nouvelle durée maximale ne le permet.',
    withoutExpiration_one:
      '{{formatted}} jeton en service est sans expiration, alors que les nouveaux devront désormais en avoir une.',
    withoutExpiration_many:
      '{{formatted}} de jetons en service sont sans expiration, alors que les nouveaux devront désormais en avoir une.',
    withoutExpiration_other:
      '{{formatted}} jetons en service sont sans expiration, alors que les nouveaux devront désormais en avoir une.',
    ownersAll: 'Leurs propriétaires :',
    ownersAmong: 'Leurs propriétaires, entre autres :',
  },
  modules: {
    title: 'Modules',
    hint: 'Les domaines de votre API qu’un jeton peut atteindre. Le code est la portée OAuth (scope) transmise dans les échanges.',
    list: 'Modules',
    add: 'Ajouter un module',
    edit: 'Modifier {{name}}',
    columns: { name: 'Module', code: 'Code', contacts: 'Contacts', status: 'État', actions: 'Actions' },
    open: 'Ouvert aux contacts',
    closed: '—',
    enabled: 'Activé',
    disabled: 'Désactivé',
    code: 'Code',
    codeHint: 'a–z, 0–9 et -, au plus 63 caractères. Il ne pourra plus être modifié.',
    codeFixed: 'Les API connaissent le module par son code, qui ne change donc pas.',
    name: 'Nom',
    description: 'Description',
    enabledField: 'Activé pour ce compte',
    enabledHint: 'Un module désactivé n’est proposé à personne, et les jetons qui l’ont ne l’atteignent pas.',
    forContacts: 'Ouvert aux contacts',
    forContactsHint:
      'Les contacts peuvent recevoir des jetons pour les modules qui leur sont ouverts, et pour rien d’autre.',
    added: '« {{name}} » a été ajouté.',
    saved: '« {{name}} » a été enregistré.',
    confirmDisable: 'Désactiver {{name}} ?',
    confirmClose: 'Fermer {{name}} aux contacts ?',
    loses_one:
      '{{formatted}} jeton en service n’atteint plus {{name}}. Les appels à ce module avec ce jeton sont aussitôt refusés.',
    loses_many:
      '{{formatted}} de jetons en service n’atteignent plus {{name}}. Les appels à ce module avec ces jetons sont aussitôt refusés.',
    loses_other:
      '{{formatted}} jetons en service n’atteignent plus {{name}}. Les appels à ce module avec ces jetons sont aussitôt refusés.',
    contactLoses_one:
      '{{formatted}} jeton d’un contact n’atteint plus {{name}}. Les appels à ce module avec ce jeton sont aussitôt refusés.',
    contactLoses_many:
      '{{formatted}} de jetons de contacts n’atteignent plus {{name}}. Les appels à ce module avec ces jetons sont aussitôt refusés.',
    contactLoses_other:
      '{{formatted}} jetons de contacts n’atteignent plus {{name}}. Les appels à ce module avec ces jetons sont aussitôt refusés.',
    comesBack: 'Ils l’atteindront de nouveau si vous revenez en arrière. Tout ce qu’ils atteignent d’autre reste.',
    example: '{{token}}, de {{owner}}',
    examples: 'Les plus récents :',
    disableAnyway: 'Désactiver',
    closeAnyway: 'Fermer aux contacts',
  },
  organisation: {
    title: 'Organisation et API',
    organisation: 'Organisation',
    organisationHint: 'À qui appartient cette installation.',
    apiEndpoint: 'Point d’accès de l’API',
    apiEndpointHint:
      'C’est ce que copie « Copier le point d’accès » sur la page d’un jeton. Les appels sans HTTPS échouent : l’adresse commence donc par https://.',
    switches: 'Fonctions',
    technicalUserTokens: 'Jetons des comptes techniques',
    technicalUserTokensHint:
      'Si cette fonction est désactivée, aucun nouveau jeton ne peut être émis pour un compte technique. Les jetons existants sont acceptés comme avant.',
    passwordTokens: 'Jetons contre mot de passe',
    passwordTokensHint:
      'Le service donne un jeton contre le nom d’utilisateur et le mot de passe d’une personne à /apiops/auth/token, comme Apinizer.',
    saved: 'L’organisation et l’API sont enregistrées.',
  },
  store: {
    title: 'Base',
    hint: 'Tout ce que Token Desk conserve, en un seul fichier.',
    folder: 'Dossier de données',
    file: 'Fichier',
    size: 'Taille',
    version: 'Version du schéma',
    tokens: 'Jetons d’API',
    users: 'Utilisateurs',
    contacts: 'Contacts',
    auditRecords: 'Enregistrements de la piste d’audit',
    copyFolder: 'Copier le dossier de données',
    copyFile: 'Copier le chemin du fichier',
    copied: 'Le chemin est copié.',
    notCopied: 'Le chemin n’a pas pu être copié.',
    check: 'Vérifier la base',
    checking: 'Vérification de la base…',
    checkingHint: 'Tout est lu une fois. Vous pouvez continuer à travailler.',
    checkTitle: 'Intégrité',
    checkHint: 'Lit toute la base et recherche les dommages : chaque page, chaque index, chaque référence.',
    neverChecked: 'La base n’a pas encore été vérifiée.',
    sound: 'Vérifiée le {{when}} : aucune anomalie.',
    damaged:
      'Vérifiée le {{when}} : la base est endommagée. Gardez une copie du dossier de données avant de continuer.',
    cancelled: 'La vérification a été annulée.',
  },
} as const
