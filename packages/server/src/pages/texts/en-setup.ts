/** What the page of the first account says in English. */
export const setupTexts = {
  title: 'Create the first account',
  intro: 'This server is new and belongs to nobody yet. Whoever creates this account runs it.',
  afterwards: 'Until then nobody is let in. This page works once; after that, its link is void.',
  username: 'User name',
  usernameHint: 'You sign in with it. Capital or small letters make no difference.',
  email: 'E-mail',
  optional: '(optional)',
  emailHint: 'A second way to name yourself when you sign in.',
  password: 'Password',
  passwordHint: '12 to 256 characters. A few words that only you would put together are best.',
  submit: 'Create account',
  fields: {
    username: {
      missing: 'Choose a user name.',
      invalid: 'This user name cannot be used. Take at most 64 characters, and only such as can be seen.',
      taken: 'This user name is taken. Choose another one.',
    },
    email: {
      invalid: 'This does not look like an e-mail address. Correct it or leave it out.',
      taken: 'This e-mail address belongs to another account.',
    },
    password: {
      missing: 'Choose a password.',
      short: 'This password is too short. Use at least 12 characters.',
      long: 'This password is too long. Use at most 256 characters.',
      common: 'This password is on the lists that attackers try first. Choose another one.',
    },
  },
}
