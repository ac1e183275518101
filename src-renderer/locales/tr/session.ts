export const session = {
  firstRun: {
    title: 'Yöneticiyi oluşturun',
    intro: 'Token Desk’te henüz kullanıcı yok. İlk kullanıcı her şeyi yapabilir ve diğerlerini ekleyebilir.',
    sampleData: 'Denemek için örnek veri ekle',
    sampleDataHint: 'Bu deponun dışında var olmayan müşteriler, ilgili kişiler, kullanıcılar ve belirteçler.',
    setupCodeHint: 'Hizmet, başlatıldığı yerde bu kodu yazdırdı.',
    submit: 'Yöneticiyi oluştur',
  },
  signIn: {
    title: 'Oturum açın',
    submit: 'Oturum aç',
    haveCode: 'Etkinleştirme kodum var',
  },
  setupCode: {
    title: 'Bir parola seçin',
    intro: 'Etkinleştirme kodunu yöneticiniz verdi. Kod yalnızca bir kez kullanılabilir.',
    submit: 'Parolayı belirle ve oturum aç',
    haveNone: 'Oturum açmaya dön',
  },
  locked: {
    title: 'Kilitli',
    intro: 'Oturum açan kullanıcı: {{username}}. Devam etmek için parolanızı girin.',
    submit: 'Kilidi aç',
  },
  fields: {
    fullName: 'Ad soyad',
    username: 'Kullanıcı adı',
    email: 'E-posta',
    password: 'Parola',
    passwordHint: 'En az 15 karakter. Art arda birkaç sözcük olabilir.',
    passwordAgain: 'Parola (yeniden)',
    setupCode: 'Etkinleştirme kodu',
  },
  announceLocked: 'Token Desk kilitlendi.',
} as const
