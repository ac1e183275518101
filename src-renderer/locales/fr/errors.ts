import { backupReasons } from './backups.ts'

/** What each error code says to a person when the desk gave no better words of its own. */
export const errors = {
  loadTitle: 'Le chargement a échoué',
  retryIn_one: 'Réessayez dans {{count}} seconde.',
  retryIn_many: 'Réessayez dans {{count}} de secondes.',
  retryIn_other: 'Réessayez dans {{count}} secondes.',
  codes: {
    INVALID_INPUT: 'Certains champs sont à revoir.',
    UNKNOWN_CALL: 'Cette version de Token Desk ne sait pas faire cela.',
    NOT_SIGNED_IN: 'Vous êtes déconnecté. Connectez-vous de nouveau.',
    FORBIDDEN: 'Votre rôle ne le permet pas.',
    NOT_FOUND: 'Cet élément n’existe plus, ou vous n’êtes pas autorisé à le voir.',
    CONFLICT: 'Quelqu’un d’autre a modifié ceci entre-temps.',
    POLICY: 'La politique de cette installation ne le permet pas.',
    REVEAL_GONE: 'Ce secret ne peut plus être affiché ni copié.',
    LOCKED: 'Token Desk est verrouillé.',
    TOO_MANY_ATTEMPTS: 'Trop de tentatives.',
    CLIPBOARD_UNAVAILABLE: 'Le presse-papiers n’a pas pu être utilisé. Rien n’a été copié.',
    STORE_UNREACHABLE: 'La base est inaccessible.',
    STORE_CORRUPT: 'La base est endommagée.',
    STORE_TOO_NEW: 'La base a été créée par une version plus récente de Token Desk.',
    VERSION_MISMATCH: 'Ce Token Desk et le service ne vont pas ensemble. L’un des deux doit être mis à jour.',
    CANCELLED: 'L’opération a été annulée.',
    INTERNAL: 'Une erreur est survenue. Le journal contient les détails.',
  },
  /** The cases of one code. In English the desk's own words, which know the names, come first. */
  reasons: {
    ...backupReasons,
    'unreadable-file':
      'Ce fichier n’est pas un export de la piste d’audit au format JSON Lines, ou l’une de ses lignes est endommagée. Choisissez le fichier qui a été exporté.',
    'other-store':
      'L’autre base a sa propre piste d’audit, qui n’est pas le début de celle-ci. On ne peut copier que dans une base vide ou dans une copie antérieure de celle-ci.',
    'certificate-expired':
      'Le certificat de ce serveur n’est pas valable aujourd’hui. Demandez à l’exploitant du service de le renouveler, et vérifiez l’horloge de cet ordinateur.',
    'certificate-name':
      'Le certificat de ce serveur est établi pour un autre nom. Utilisez ce nom, ou adressez-vous à l’exploitant du service.',
    closed: 'La connexion au service est fermée.',
    interrupted: 'La connexion au service s’est rompue avant la réponse.',
    'not-https':
      'Ce qui répond à cette adresse ne parle pas HTTPS. Token Desk n’envoie rien sans cela. Vérifiez le port.',
    'not-token-desk': 'Ce qui répond à cette adresse n’est pas un service Token Desk. Vérifiez l’adresse et le port.',
    'not-trusted': 'Cet ordinateur ne connaît pas l’émetteur du certificat de ce serveur. Rien ne lui a été envoyé.',
    'other-authority':
      'Le certificat de ce serveur n’a pas été émis par l’autorité du fichier choisi. Rien ne lui a été envoyé.',
    'other-certificate':
      'Le certificat de ce serveur n’est pas celui qui a été confirmé. Soit il a été remplacé, soit quelqu’un se fait passer pour le service. Rien n’a été envoyé. Comparez de nouveau son empreinte avec l’exploitant du service.',
    'outcome-unknown':
      'La connexion s’est rompue avant la réponse du service. On ne sait pas si c’est fait. Vérifiez d’abord, ou enregistrez tout de suite la même chose : ce ne sera fait qu’une fois.',
    'service-refused': 'Rien ne répond à cette adresse et à ce port. Vérifiez-les, et que le service fonctionne.',
    'service-store': 'Le service répond, mais ne peut pas atteindre sa base pour l’instant. Un nouvel essai suivra.',
    'service-unavailable':
      'Le service n’est pas disponible pour l’instant, indique le serveur placé devant lui. Un nouvel essai suivra.',
    'service-unreachable': 'Le serveur est injoignable. Vérifiez le réseau, un VPN par exemple, et l’adresse.',
    timeout: 'Le service n’a pas répondu à temps. Vérifiez le réseau, et que le service n’est pas surchargé.',
    'unknown-host': 'Aucun serveur ne porte ce nom. Vérifiez l’adresse, et que cet ordinateur est relié au réseau.',
    'active-already': 'Cet élément est déjà actif.',
    'bad-credentials': 'Le nom d’utilisateur ou le mot de passe est incorrect.',
    busy: 'Occupé pour le moment. Réessayez dans une seconde.',
    damaged:
      'La base est endommagée. Fermez Token Desk, gardez le fichier tel quel et restaurez la dernière sauvegarde.',
    'file-not-saved': 'Le fichier n’a pas pu être enregistré à cet endroit. Choisissez un autre dossier.',
    full: 'Le disque qui contient la base est plein. Rien n’a été modifié. Libérez de l’espace et réessayez.',
    'in-use':
      'Cette base est ouverte dans un autre Token Desk. Fermez-la là-bas ou choisissez un autre dossier de données, puis réessayez.',
    inactive: 'Cet utilisateur est désactivé.',
    'inactive-already': 'Cet élément est déjà désactivé.',
    incomplete: 'Le fichier n’est pas arrivé en entier. Choisissez-le de nouveau.',
    'kept-values': 'Les valeurs conservées de jetons seraient détruites. Confirmez-le d’abord.',
    'last-administrator':
      'C’est le dernier administrateur qui peut se connecter. Nommez-en d’abord un autre, et qu’il choisisse un mot de passe.',
    withdrawn: 'Il a été retiré définitivement.',
    'not-employed': 'Le propriétaire n’est pas en période d’emploi aujourd’hui et ne peut pas recevoir de jeton.',
    'not-a-folder': 'Le dossier de données est un fichier. Choisissez un autre dossier ou déplacez ce fichier.',
    'not-a-store':
      'Le fichier du dossier de données n’est pas une base de Token Desk. Il n’a pas été touché. Déplacez-le.',
    'no-keychain': 'Le trousseau du système d’exploitation est inutilisable. Déverrouillez-le et réessayez.',
    'not-empty': 'Il existe déjà des utilisateurs. Connectez-vous.',
    'not-kept': 'La valeur de ce jeton a été affichée une seule fois et n’est pas conservée.',
    'not-prepared': 'Il n’y a pas encore d’aperçu.',
    'nothing-to-change': 'Aucun jeton ne serait modifié.',
    offset: 'Le fichier n’est pas arrivé dans l’ordre. Choisissez-le de nouveau.',
    'other-key':
      'Le trousseau disponible contient une autre clé que celle qui protège les valeurs de cette base. Utilisez le compte et le programme avec lesquels elles ont été conservées. Si cette clé est perdue, cessez de conserver les valeurs dans la politique, ce qui les détruit, puis recommencez.',
    'owner-inactive': 'Le propriétaire est désactivé et ne peut pas recevoir de jeton.',
    'read-only':
      'Écriture impossible dans la base : le fichier ou son dossier est en lecture seule. Donnez à votre compte le droit d’écrire et réessayez.',
    self: 'Vous ne pouvez pas faire cela à votre propre compte.',
    'stale-version':
      'Quelqu’un d’autre a modifié ceci entre-temps. Vérifiez l’état actuel, puis refaites votre modification.',
    stopped: 'Trop de tentatives ont échoué. Demandez un code d’activation à un administrateur.',
    'store-changed': 'Les personnes de la base ont changé depuis l’aperçu. Rien n’a été importé. Refaites l’aperçu.',
    'instance-lost':
      'La partie du service qui s’en chargeait s’est arrêtée. Vérifiez où en sont les choses, puis recommencez.',
    'store-stopped':
      'La base s’est arrêtée avant de répondre. Vérifiez si la modification a été faite avant de la répéter.',
    'technical-user': 'Un compte technique ne se connecte jamais.',
    'checkpoint-forged':
      'Ce point de contrôle ne correspond pas à sa signature : il a été altéré ou n’est pas signé. Prenez-le là où il a été conservé.',
    'trail-altered':
      'La piste d’audit n’est pas celle de son dernier point de contrôle. Vérifiez-la : le résultat dit à partir d’où.',
    'export-running': 'Des enregistrements sont déjà en cours d’écriture.',
    'trail-check-running': 'La piste d’audit est déjà en cours de vérification.',
    'check-running': 'La base est déjà en cours de vérification.',
    'technical-user-tokens-off':
      'Les jetons des comptes techniques sont désactivés dans cette installation. Un administrateur peut les activer.',
    'token-active': 'Ce jeton est actif.',
    'token-deleted': 'Ce jeton a été supprimé.',
    'token-disabled': 'Ce jeton est désactivé.',
    'token-removed': 'Ce jeton a été retiré.',
    'copied-elsewhere':
      'La base d’un service se copie sur sa propre machine, avec « token-desk store copy ». Un poste de travail copie la sienne.',
    'copied-already': 'Le serveur contient déjà tout cela. Rien n’a été modifié.',
    'copy-running': 'La base est déjà en cours de copie.',
    'trail-begun':
      'Quelqu’un a essayé un code d’activation erroné sur ce serveur, et la trace en est gardée : il n’est donc plus vide. Faites démarrer le service avec une base de données vide, puis copiez.',
    'server-not-empty':
      'Ce serveur a une base à lui, ou une copie antérieure de celle-ci. On ne peut copier que vers un serveur vide. Ce qui s’est ajouté depuis une copie antérieure est apporté par « token-desk store copy » sur la machine du serveur.',
    'not-a-copy':
      'Ceci n’est pas une copie entière d’une base : elle s’est interrompue, ou quelque chose ne va pas. Rien n’a été modifié.',
    'name-taken':
      'Un autre jeton de ce propriétaire porte ce nom depuis, et les noms sont uniques. Renommez-le d’abord.',
    'no-module-left': 'Aucun des modules de ce jeton ne peut plus être donné à un contact. Émettez un nouveau jeton.',
    'not-withdrawn': 'Ce jeton n’est pas retiré.',
    'was-compromised': 'Ce jeton a été compromis : il ne peut pas être rétabli. Émettez-en un nouveau.',
    'undo-over': 'Un retrait peut être annulé pendant 30 minutes, et elles sont passées. Émettez un nouveau jeton.',
    'replaced-already': 'Ce jeton a déjà été remplacé.',
    unreachable:
      'La base est inaccessible. Vérifiez que son dossier existe et que son lecteur est connecté, puis réessayez.',
    unusable: 'Le dossier de données n’a pas pu être créé.',
    'update-client': 'Le service est plus récent que ce Token Desk. Mettez à jour Token Desk sur ce poste de travail.',
    'update-service':
      'Le service est plus ancien que ce Token Desk. Demandez à la personne qui exploite le service de le mettre à jour.',
    'value-damaged':
      'La valeur conservée de ce jeton est endommagée et inutilisable. Émettez un nouveau jeton à sa place.',
    wait_one: 'Trop de tentatives ont échoué. Réessayez dans {{count}} seconde.',
    wait_many: 'Trop de tentatives ont échoué. Réessayez dans {{count}} de secondes.',
    wait_other: 'Trop de tentatives ont échoué. Réessayez dans {{count}} secondes.',
  },
  store: {
    title: 'La base est inutilisable',
    folder: 'Dossier de données',
    restarted: 'La base a redémarré. L’affichage est à jour ; une action en cours est peut-être à refaire.',
    failed: 'La base s’est arrêtée et n’a pas pu être redémarrée.',
  },
} as const

/** What is wrong with one field, by the rule that it breaks. Rules without words here use the contract's own. */
export const problems = {
  serviceNoAddress: 'Donnez l’adresse du service, par exemple https://desk.example:8443.',
  serviceNotHttps: 'Seul https:// est employé : par toute autre voie, d’autres pourraient lire.',
  noCertificate: 'Ce fichier ne contient pas de certificat. Choisissez-en un au format PEM.',
  required: 'Remplissez ce champ.',
  tooLong: 'Au plus {{limit}} caractères.',
  controlCharacters: 'Les caractères de contrôle et les sauts de ligne ne sont pas admis ici.',
  directionOverride: 'Les caractères qui changent le sens d’écriture ne sont pas admis ici.',
  brokenText: 'Ce texte contient des caractères endommagés.',
  holdsSecret: 'Ce texte contient le secret d’un jeton, et d’autres peuvent lire ce qui est écrit ici. Retirez-le.',
  secretSought:
    'Ce texte contient le secret d’un jeton, que l’on ne cherche dans aucune liste. Collez-le sous « Expliquer un jeton ».',
  passwordTooShort: 'Au moins {{limit}} caractères. Plusieurs mots à la suite conviennent.',
  date: 'Choisissez une date.',
  instantOver: 'Ce moment est passé.',
  beyondLongestLifetime: 'Cette durée dépasse le maximum fixé par la politique : {{limit}}.',
  columnCount: 'Cette ligne n’a pas le même nombre de colonnes que la première.',
  dateInThePast: 'Ce jour est passé.',
  empty: 'Cet élément est vide.',
  endsBeforeStart: 'Le dernier jour précède le premier.',
  foreignCursor: 'Cette liste a changé. Rechargez-la.',
  invalid: 'Cette valeur est incorrecte.',
  email: 'Indiquez une adresse comme nom@exemple.fr.',
  usernameCharacters: 'Utilisez seulement des lettres, des chiffres et . _ - @.',
  moduleCodeCharacters: 'Utilisez seulement a–z, 0–9 et -.',
  keptValues: 'Les valeurs conservées de jetons seraient détruites. Confirmez-le d’abord.',
  moduleNotForContacts: 'Ce module n’est pas destiné aux contacts.',
  moduleOff: 'Ce module n’est pas activé.',
  noExpirationRefused: 'La politique n’autorise pas de jeton sans expiration.',
  noKeychain: 'Le trousseau du système d’exploitation est inutilisable. Déverrouillez-le et réessayez.',
  passwordCommon: 'Ce mot de passe est l’un des premiers que l’on essaierait.',
  passwordNamesProduct: 'Le mot de passe ne doit pas contenir le nom de ce produit.',
  passwordNamesUser: 'Le mot de passe ne doit pas contenir le nom d’utilisateur.',
  pdf: 'C’est un PDF, pas un fichier CSV.',
  picture: 'C’est une image, pas un fichier CSV.',
  taken: 'Cette valeur est déjà prise.',
  technicalHasNoRole: 'Un compte technique n’a pas de rôle : il ne peut jamais se connecter.',
  tooBig: 'Au plus {{limit}}.',
  tooSmall: 'Au moins {{limit}}.',
  unknown: 'Cet élément n’existe pas.',
  unknownCustomer: 'Ce client n’existe pas.',
  unknownField: 'Ce champ est inconnu.',
  unknownModule: 'Ce module n’existe pas.',
  passphrasesDiffer: 'Les deux phrases secrètes diffèrent.',
  wrongPassphrase:
    'Cette phrase secrète n’ouvre pas la sauvegarde. Saisissez-la de nouveau. Si c’est la bonne, le fichier a été modifié : prenez-en un autre.',
  wrongPassword: 'Ce n’est pas votre mot de passe.',
  wrongSetupCode: 'Ce n’est pas le code d’activation affiché par le service.',
  unknownTimeZone: 'Ce fuseau horaire n’existe pas.',
  unknownWord: 'Ce mot est inconnu ici.',
  workbook: 'C’est un classeur. Enregistrez-le d’abord en CSV.',
  wrongLines: 'Certaines lignes sont erronées.',
  zipArchive: 'C’est une archive, pas un fichier CSV.',
  nameTooShort: 'La politique exige un nom plus long. Longueur minimale (caractères) : {{limit}}.',
  namePrefixMissing: 'La politique exige un nom qui commence par « {{limit}} ».',
  nameTaken: 'Ce propriétaire a déjà un jeton de ce nom, et la politique n’autorise chaque nom qu’une fois.',
  endpointNoAddress: 'Indiquez une adresse complète qui commence par https://.',
  endpointNotHttps: 'L’adresse doit commencer par https:// : les appels sans HTTPS échouent.',
  endpointCredentials: 'L’adresse ne doit contenir ni nom d’utilisateur ni mot de passe.',
  endpointFragment: 'Supprimez # et ce qui suit.',
  passwordsDiffer: 'Les deux mots de passe sont différents.',
  ownerRequired: 'Choisissez à qui le jeton est destiné.',
  logoFormat: 'Seules les images PNG, JPEG et WebP sont acceptées.',
  logoMarkup:
    'Les fichiers SVG et les pages web peuvent contenir des programmes et ne sont pas acceptés. Enregistrez d’abord l’image en PNG.',
  logoFileTooLarge: 'Ce fichier dépasse 2 Mo.',
  logoTooWide: 'Cette image est trop grande : au plus {{limit}} pixels de côté.',
  logoTooManyPixels: 'Cette image compte plus de 40 millions de pixels.',
  logoBroken: 'Cette image est endommagée ou tronquée.',
  logoNotPrepared: 'Un logo est un PNG de 128 × 128 pixels et d’au plus 32 ko.',
  logoBeingRead: 'Cette image est encore en cours de lecture. Réessayez dans un instant.',
  logoTooHeavy: 'Un logo peut peser 32 ko.',
} as const
