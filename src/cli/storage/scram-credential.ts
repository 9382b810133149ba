import type { Random } from '../../base/random.ts'
import type { ScramCredential } from '../../log/kraft/bootstrap-checkpoint.ts'
import {
  isScramMechanism,
  type ScramMechanism,
  saltedPassword,
  scramKeys,
  scramMechanisms,
} from '../../wire/sasl/scram-keys.ts'
import { decodeBase64 } from '../connect/base64.ts'
import { TerseError } from '../connect/terse-error.ts'
import { JavaException } from '../kit/java-exception.ts'

const defaultIterations = 4096
const maxIterations = 16_384
const saltBytes = 20

/**
 * The credential that `SCRAM-SHA-256=[name=alice,password=secret]` means, or one with a salt of its own:
 * `[name=alice,iterations=8192,salt="…",saltedpassword="…"]`.
 * @throws TerseError, and JavaException where Kafka's own tool falls over what it reads
 */
export function scramCredential(argument: string, random: Random): ScramCredential {
  const [, mechanism = '', list] = /^([^=\s]*)(?:=(\S*))?/.exec(argument) ?? []
  if (!isScramMechanism(mechanism)) throw new TerseError(`The add-scram mechanism ${mechanism} is not supported.`)
  const settings = settingsOf(list)
  const name = settings.get('name')
  if (name === undefined) throw new TerseError("You must supply 'name' to add-scram")
  const givenSalt = settings.get('salt')
  const salt = givenSalt === undefined ? random.bytes(saltBytes) : decodeBase64(givenSalt)
  // Kafka looks at the iterations only where a salt is given with them.
  const iterations = givenSalt === undefined ? defaultIterations : iterationsOf(settings, mechanism)
  const salted = saltedPasswordOf(settings, mechanism, salt, iterations)
  return { name, mechanism: scramMechanisms[mechanism].type, salt, ...scramKeys(mechanism, salted), iterations }
}

/** `[name=alice,password="a=b"]`: an equals sign between quotes belongs to the value. */
function settingsOf(list: string | undefined): Map<string, string> {
  if (list === undefined) throw outOfBounds()
  if (list === '') {
    throw new JavaException('java.lang.StringIndexOutOfBoundsException', 'begin 1, end -1, length 0')
  }
  return new Map(
    list
      .slice(1, -1)
      .split(',')
      .map((pair) => {
        const [name = '', value] = pair.split(/=(?=(?:[^"]*"[^"]*")*[^"]*$)/)
        if (value === undefined || value === '') throw outOfBounds()
        return [name.trim(), value.replace(/^"(.*)"$/, '$1')]
      }),
  )
}

const outOfBounds = () =>
  new JavaException('java.lang.ArrayIndexOutOfBoundsException', 'Index 1 out of bounds for length 1')

function iterationsOf(settings: ReadonlyMap<string, string>, mechanism: ScramMechanism): number {
  const text = settings.get('iterations')
  if (text === undefined) throw new JavaException('java.util.NoSuchElementException', 'key not found: iterations')
  if (!/^[-+]?\d+$/.test(text)) {
    throw new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`)
  }
  const { minIterations } = scramMechanisms[mechanism]
  const limit = Number(text) < minIterations ? `>= ${minIterations}` : `<= ${maxIterations}`
  if (Number(text) >= minIterations && Number(text) <= maxIterations) return Number(text)
  throw new TerseError(`The 'iterations' value must be ${limit} for add-scram`)
}

function saltedPasswordOf(
  settings: ReadonlyMap<string, string>,
  mechanism: ScramMechanism,
  salt: Buffer,
  iterations: number,
): Buffer {
  const password = settings.get('password')
  const salted = settings.get('saltedpassword')
  if (password !== undefined && salted !== undefined) {
    throw new TerseError("You must only supply one of 'password' or 'saltedpassword' to add-scram")
  }
  if (password !== undefined) return saltedPassword(mechanism, { password, salt, iterations })
  if (salted === undefined) {
    throw new TerseError("You must supply one of 'password' or 'saltedpassword' to add-scram")
  }
  if (!settings.has('salt')) throw new TerseError("You must supply 'salt' with 'saltedpassword' to add-scram")
  return decodeBase64(salted)
}
