import { hash, parseOptions, verify } from '@node-rs/argon2'
import { invalidInput } from '../../src-shared/errors.ts'
import { newPasswordProblem, normalisePassword } from '../domain/passwords.ts'
import { limitedTurns } from './limited-turns.ts'

/** Hashes and checks passwords. Slow on purpose; TOO_MANY_ATTEMPTS (`busy`) where too many wait already. */
export interface Passwords {
  /** A PHC string that holds algorithm, parameters, salt and tag. */
  hash(password: string): Promise<string>
  /** Against null, which is nobody's password, it takes as long and answers false. */
  verify(passwordHash: string | null, password: string): Promise<boolean>
  /** Whether the hash was made with weaker parameters than today's. */
  isOutdated(passwordHash: string): boolean
}

/** INVALID_INPUT on `field` where a new password is too easily guessed. */
export function checkNewPassword(password: string, username: string, field = 'password'): void {
  const problem = newPasswordProblem(password, username)
  if (problem !== undefined) throw invalidInput({ [field]: problem })
}

/** argon2id with the second recommended option of RFC 9106: 64 MiB, 3 passes, 4 lanes, 16-byte salt, 32-byte tag. */
export function argonPasswords(): Passwords {
  const inTurn = limitedTurns(AT_A_TIME, WAITING)
  return {
    hash: (password) => inTurn(() => hash(normalisePassword(password), PARAMETERS)),
    async verify(passwordHash, password) {
      const isRight = await inTurn(() => verify(passwordHash ?? NOBODYS_HASH, normalisePassword(password)))
      return isRight && passwordHash !== null
    },
    isOutdated(passwordHash) {
      const made = parseOptions(passwordHash)
      return (
        made.algorithm !== PARAMETERS.algorithm ||
        made.memoryCost < PARAMETERS.memoryCost ||
        made.timeCost < PARAMETERS.timeCost ||
        made.outputLen < PARAMETERS.outputLen
      )
    },
  }
}

/** The package makes a fresh 16-byte salt for every hash. `algorithm` 2 is argon2id; its enum cannot be imported. */
const PARAMETERS = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 4, outputLen: 32 } as const

/** What is checked where there is no hash, so that an unknown name takes as long as a wrong password (ASVS 6.3.8). */
const NOBODYS_HASH = '$argon2id$v=19$m=65536,t=3,p=4$Tm9ib2R5J3MgcGFzc3c$CQhYpJ1mYV0QyLx3zv5mJmVb7gk1Qd2o8xT4rW6sUeA'

/** Each check takes 64 MiB: without a bound, sign-ins would be the way to stop the machine. */
const AT_A_TIME = 4
const WAITING = 32
